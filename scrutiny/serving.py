"""Running several programs as one service: started together, stopped together. What they serve is not known here."""

import ctypes
import http.client
import logging
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

logger = logging.getLogger(__name__)

SECONDS_TO_FINISH = 10  # what a program gets to finish its work, before it is told again, and before it is killed
SECONDS_BETWEEN_LOOKS = 0.1
MOST_RESTARTS = 3

# Loaded here: a program just forked should do as little as it can.
LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1


def why_not_free(host: str, port: int) -> str:
    """The sentence that says why a server cannot listen there; empty when it can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as attempt:
            # As the server does: a port that was let go a moment ago is free.
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
    except OSError as error:
        return f"Port {port} on {host} cannot be used ({error.strerror}): choose another, as in make run PORT=8001."
    return ""


def answers(host: str, port: int) -> bool:
    """Whether a web server answers there, whatever it says."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def run_together(
    programs: Mapping[str, Sequence[str]],
    *,
    is_ready: Callable[[], bool],
    when_ready: Callable[[], None],
    started_again: Collection[str] = (),
) -> str:
    """Run the programs until a signal asks to stop, or one of them ends by itself.

    Returns an empty text after SIGINT or SIGTERM; otherwise the sentence that says which program ended, and how. The
    others are stopped either way, before this returns. `when_ready` is called once, when `is_ready` first says so.
    Programs of `started_again` that a signal killed are started anew instead, three times within a minute at most.
    """
    restarts: list[float] = []
    stopping = threading.Event()
    before = {number: signal.signal(number, lambda *_: stopping.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    running: dict[str, subprocess.Popen[bytes]] = {}
    announced = False
    try:
        for name, command in programs.items():
            # A session of its own: Ctrl+C reaches this process alone, which then stops the others in order.
            running[name] = _started(command)
        while not stopping.wait(SECONDS_BETWEEN_LOOKS):
            for name, program in list(running.items()):
                if program.poll() is None:
                    continue
                restarts = [moment for moment in restarts if moment > time.monotonic() - 60]
                if name in started_again and program.returncode < 0 and len(restarts) < MOST_RESTARTS:
                    restarts.append(time.monotonic())
                    logger.warning("%s was stopped (%s); it is started again.", name, _how(program.returncode))
                    running[name] = _started(programs[name])
                else:
                    return f"{name} stopped by itself ({_how(program.returncode)}); its messages are above."
            if not announced and is_ready():
                announced = True
                when_ready()
        return ""
    finally:
        _stop(running.values())
        for number, handler in before.items():
            signal.signal(number, handler)


def _started(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent)  # noqa: S603


def _stop(programs: Iterable[subprocess.Popen[bytes]]) -> None:
    """Ask all to stop, ask again, then insist."""
    left = [program for program in programs if program.poll() is None]
    for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
        for program in left:
            program.send_signal(number)
        for program in left:
            try:
                program.wait(SECONDS_TO_FINISH)
            except subprocess.TimeoutExpired:
                continue
        left = [program for program in left if program.poll() is None]


def _how(code: int) -> str:
    return f"by signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _end_with_parent() -> None:
    """On Linux, have the program told to stop when this one dies without a chance to say so."""
    if LIBRARY:
        LIBRARY.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
