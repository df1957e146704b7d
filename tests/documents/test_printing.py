"""Printers: processes that print papers side by side, are replaced when they die, and never take more than they may."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from scrutiny.documents import printing
from scrutiny.documents.assets import assets_folder
from scrutiny.documents.errors import DocumentError
from scrutiny.documents.printing import Bounds, render_all, render_cached
from scrutiny.documents.render import RenderedPaper

pytestmark = pytest.mark.documents

SECRET = "SCRUTINY_SECRET_KEY"


@pytest.fixture(autouse=True)
def _no_warm_printers():
    """Each test with printers of its own."""
    printing.PRINTERS.end()
    yield
    printing.PRINTERS.end()


def printers() -> list[int]:
    """The printers of this process that are alive."""
    mine = f"PPid:\t{os.getpid()}\n"
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mine in (place / "status").read_text() and printing.PRINTER in (place / "cmdline").read_text():
                found.append(int(place.name))
        except OSError:
            continue  # it ended meanwhile
    return found


def long(document, pages: int = 60) -> str:
    return document("<h1>Long</h1>" + "<p>Words that fill a line of this paper and then some more.</p>" * (28 * pages))


def test_papers_are_printed_side_by_side_and_each_has_its_place(document, tmp_path, settings):
    settings.RENDER_PROCESSES = 2
    poor = document('<p><a href="#nowhere">Text</a></p>')
    asked = [document("<h1>One</h1>"), poor, document("<h1>Two</h1>" * 40), document("<h1>One</h1>")]
    done: list[int] = []
    first, problem, second, same = render_all(asked, store=tmp_path, done=lambda place, paper: done.append(place))

    assert isinstance(first, RenderedPaper)
    assert isinstance(second, RenderedPaper)
    assert same == first
    assert second.pages > first.pages == 1
    assert isinstance(problem, DocumentError)
    assert "nowhere" in str(problem)
    assert sorted(done) == [0, 2, 3]
    assert len(printers()) == 2, "they wait for the next paper"


def test_nothing_of_the_service_reaches_a_printer(document, tmp_path, monkeypatch):
    monkeypatch.setenv(SECRET, "never to be seen")
    render_cached(document("<p>Text</p>"), store=tmp_path)
    (printer,) = printers()
    assert SECRET not in Path(f"/proc/{printer}/environ").read_text()


def test_a_printer_that_is_killed_is_replaced_and_its_paper_printed_again(document, tmp_path):
    killed: list[int] = []

    def kill() -> None:
        for _ in range(600):
            for pid in printers():
                if forks := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
                    os.kill(pid, signal.SIGKILL)
                    killed.extend(int(fork) for fork in forks)
                    return
            time.sleep(0.02)

    killer = threading.Thread(target=kill)
    killer.start()
    paper = render_cached(long(document), store=tmp_path)
    killer.join()
    assert killed
    assert not [fork for fork in killed if Path(f"/proc/{fork}").exists()], "a fork ends with its printer"
    assert paper.pages > 50


def test_a_warm_printer_that_died_while_it_waited_is_nobodys_problem(document, tmp_path):
    render_cached(document("<p>One</p>"), store=tmp_path)
    (waiting,) = printers()
    os.kill(waiting, signal.SIGKILL)
    assert render_cached(document("<p>Two</p>"), store=tmp_path).pages == 1


@pytest.mark.parametrize(("bounds", "said"), [(Bounds(patience=1), "more time"), (Bounds(seconds=1), "more time")])
def test_a_paper_that_takes_too_long_is_stopped(document, tmp_path, bounds, said):
    (problem,) = render_all([long(document, 150)], store=tmp_path, bounds=bounds)
    assert isinstance(problem, DocumentError)
    assert said in str(problem)
    assert printers() == []


def test_a_paper_that_needs_too_much_memory_is_stopped_and_the_next_one_is_not(document, tmp_path):
    small = document("<p>Small</p>")
    render_cached(small, store=tmp_path)
    (printer,) = printers()
    status = Path(f"/proc/{printer}/status").read_text()
    loaded = int(status.partition("VmSize:")[2].split()[0]) >> 10
    (problem,) = render_all([long(document, 300)], store=tmp_path, bounds=Bounds(megabytes=loaded))
    assert isinstance(problem, DocumentError)
    assert "more memory" in str(problem)
    assert render_cached(long(document, 1), store=tmp_path).pages >= 1


def test_a_printer_ends_with_whoever_started_it(document, tmp_path):
    printer = printing.PRINTERS.take(assets_folder(None))
    assert Path(f"/proc/{printer.pid}").exists()
    printer._process.stdin.close()  # what happens when the process that holds it dies
    assert printer._process.wait(20) == 0
    printer.end()
