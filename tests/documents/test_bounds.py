"""The making of a document in the worker itself is bounded in time and memory."""

import resource
import signal
import threading
import time

import pytest

from scrutiny.documents.bounds import MakingOutOfBounds, within_bounds


def state() -> tuple:
    return (
        resource.getrlimit(resource.RLIMIT_AS),
        signal.getitimer(signal.ITIMER_REAL),
        signal.getsignal(signal.SIGALRM),
    )


def work(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_what_takes_too_long_is_stopped_and_nothing_of_the_bound_stays():
    before = state()
    with pytest.raises(MakingOutOfBounds, match="more time than one document may have"), within_bounds(seconds=0.2):
        work(30)
    assert state() == before
    with within_bounds(seconds=0.2):
        pass
    time.sleep(0.3)  # nothing rings afterwards
    assert state() == before


def test_what_takes_too_much_memory_is_stopped_and_the_rest_goes_on():
    before = state()
    with pytest.raises(MakingOutOfBounds, match="more memory than one document may have"), within_bounds(megabytes=64):
        bytearray(256 << 20)
    assert state() == before
    assert len(bytearray(256 << 20)) == 256 << 20


def test_one_inside_another_counts_with_the_outer_one():
    started = time.monotonic()
    with pytest.raises(MakingOutOfBounds), within_bounds(seconds=0.2), within_bounds(seconds=60):
        work(30)
    assert time.monotonic() < started + 10


def test_another_thread_is_not_stopped_and_stops_nobody():
    done = []

    def in_thread() -> None:
        with within_bounds(seconds=0.05):
            time.sleep(0.2)
            done.append(True)

    thread = threading.Thread(target=in_thread)
    thread.start()
    thread.join()
    assert done == [True]
