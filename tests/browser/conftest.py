"""A real browser for the tests that need one: the system's Chromium, driven by playwright, against a live server."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from panels.enums import BuildState
from panels.making import make
from panels.models import PackBuild
from tests.helpers import Demo, sign_in

# The last ones keep the browser from looking anything up beyond this machine.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run; each page has its own cookies."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert program, "Chromium is not installed: make test installs it or says how."
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread from now on, where Django would refuse the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Makes a page in which the account of that name is signed in; nobody for "". Errors on the page fail the test."""
    contexts, errors = [], []

    def make(username: str = "", **options) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        if username:
            client: Client = sign_in(username)
            context.add_cookies(
                [
                    {"name": name, "value": cookie.value, "url": live_server.url}
                    for name, cookie in client.cookies.items()
                ]
            )
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_default_timeout(15_000)
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@dataclass
class Site:
    """The running service and the pages opened on it."""

    browser: Browser
    address: str
    demo: Demo
    contexts: list[BrowserContext] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def page(self, *, as_: str = "", **options: Any) -> Page:
        """A page in a browser of its own, signed in as one of the demonstration's people if `as_` names one."""
        context = self.browser.new_context(base_url=self.address, **options)
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        if as_:
            self.sign_in(context, as_)
        page = context.new_page()
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        return page

    def sign_in(self, context: BrowserContext, username: str) -> None:
        cookie = sign_in(username).cookies["sessionid"]
        context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": self.address, "httpOnly": True}])

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.said.append(f"{kind}: {text}")


@pytest.fixture
def site(browser: Browser, live_server: Any, demo: Demo) -> Iterator[Site]:
    """The service with the demonstration council. A page that writes to the browser's console fails the test."""
    site = Site(browser, live_server.url, demo)
    yield site
    for context in site.contexts:
        context.close()
    assert site.said == []


@pytest.fixture
def make_packs(demo: Demo) -> Callable[[], None]:
    """Does what the job worker would: makes every pack that was asked for."""

    def work() -> None:
        for build in PackBuild.objects.filter(state=BuildState.WAITING).order_by("pk"):
            make(build)

    return work
