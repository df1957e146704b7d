"""Somebody who uses the keyboard alone: goes from one control to the next with Tab, and hears its name."""

from playwright.sync_api import Page

NAME = """() => {
    const at = document.activeElement;
    const named = (at.labels && at.labels[0] ? at.labels[0] : at).cloneNode(true);
    named.querySelectorAll("[aria-hidden=true]").forEach((part) => part.remove());
    return (at.getAttribute("aria-label") ?? named.textContent).replace(/\\s+/g, " ").trim();
}"""


class Keyboard:
    """The keys of one page. No pointer, no script: only what a person at the keyboard can do."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def focused(self) -> str:
        """The name of the control that has the focus, as a screen reader says it."""
        return self.page.evaluate(NAME)

    def tab_to(self, name: str, *, key: str = "Tab", limit: int = 150) -> None:
        """Press Tab until the control of this name has the focus."""
        for _ in range(limit):
            self.page.keyboard.press(key)
            if self.focused() == name:
                return
        raise AssertionError(f"Tab never reached “{name}”")

    def press(self, name: str) -> None:
        """Go to a link or button that leads to another page, and press it."""
        self.tab_to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press_here(self, name: str) -> None:
        """Go to a button that changes this page, and press it."""
        self.tab_to(name)
        self.page.keyboard.press("Enter")

    def type(self, name: str, words: str) -> None:
        """Go to a field and type into it what replaces its words."""
        self.tab_to(name)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(words)

    def choose(self, name: str, option: str) -> None:
        """Go to a list and choose by typing the start of the option."""
        self.tab_to(name)
        self.page.keyboard.type(option)
