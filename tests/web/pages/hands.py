"""Three ways to work at a page: with a mouse, by keyboard alone, with a finger. Each does what such a person can do."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 400
"""More stops than any page of the desk has."""

WHERE = """(wanted) => {
    const at = document.activeElement;
    if (at === wanted) return "here";
    if (at.type === "radio" && at.name === wanted.name && at.form === wanted.form) return "among its group";
    return at.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING ? "before" : "behind";
}"""
KEYS = {"before": "Shift+Tab", "behind": "Tab", "among its group": "ArrowDown"}
IS_SEEN = """(one) => {
    const box = one.getBoundingClientRect();
    const above = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 12));
    const bar = above?.closest(".bar, .act-bar");
    return one.matches(":focus-visible") && (!bar || bar.contains(one));
}"""
DROP = """(zone, files) => {
    const carried = new DataTransfer();
    for (const [name, text] of files) carried.items.add(new File([text], name, { type: "text/csv" }));
    zone.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


class Hand(Protocol):
    """Somebody who works at pages."""

    def press(self, target: Locator) -> None:
        """Press a button, follow a link, tick a box, choose a radio button, unfold something."""

    def write(self, target: Locator, text: str) -> None:
        """Write a text into a field, in the place of what is there."""

    def choose(self, target: Locator, words: str) -> None:
        """Choose from a list."""

    def bring(self, page: Page, files: list[Path]) -> None:
        """Bring files to the form for uploads."""


class Mouse:
    """A mouse, with a keyboard beside it. Files are dragged."""

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.click()
        target.fill(text)

    def choose(self, target: Locator, words: str) -> None:
        target.select_option(label=words)

    def bring(self, page: Page, files: list[Path]) -> None:
        for file in files:
            page.locator("[data-drop]").evaluate(DROP, [[file.name, file.read_text()]])


class Finger:
    """A finger on a phone."""

    def press(self, target: Locator) -> None:
        target.tap()

    def write(self, target: Locator, text: str) -> None:
        target.tap()
        target.fill(text)

    def choose(self, target: Locator, words: str) -> None:
        target.select_option(label=words)

    def bring(self, page: Page, files: list[Path]) -> None:
        with page.expect_file_chooser() as chooser:
            page.locator("#file").tap()
        chooser.value.set_files(files)


class Keyboard:
    """The keyboard alone."""

    def reach(self, target: Locator) -> None:
        """Press Tab, or an arrow among radio buttons, until the target has the focus, and see it."""
        keyboard = target.page.keyboard
        for _ in range(MOST_TABS):
            where = target.evaluate(WHERE)
            if where == "here":
                break
            keyboard.press(KEYS[where])
        expect(target).to_be_focused()
        assert target.evaluate(IS_SEEN), f"{target} has the focus, and nobody sees it"

    def press(self, target: Locator) -> None:
        self.reach(target)
        is_box = target.evaluate("(one) => ['checkbox', 'radio'].includes(one.type)")
        target.page.keyboard.press("Space" if is_box else "Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        target.page.keyboard.press("Control+A")
        target.page.keyboard.type(text)

    def choose(self, target: Locator, words: str) -> None:
        self.reach(target)
        target.page.keyboard.type(words)
        chosen = target.evaluate("(list) => list.selectedOptions[0].label")
        assert chosen == words

    def bring(self, page: Page, files: list[Path]) -> None:
        self.reach(page.locator("#file"))
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Enter")
        chooser.value.set_files(files)
