"""Using a page by its keys alone, as a person without a mouse does."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

STEPS = 200
HAS_RING = """(element) => {
  const focused = getComputedStyle(element);
  return focused.outlineStyle !== "none" && parseFloat(focused.outlineWidth) > 0 || focused.boxShadow !== "none";
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, and demand that its focus can be seen."""
    expect(target).to_be_visible()
    for _ in range(STEPS):
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate(HAS_RING), f"the focus cannot be seen: {target.evaluate('e => e.outerHTML')[:200]}"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab, pressed {STEPS} times, does not reach {target}; the focus is on {_focused(page)}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go to the target by Tab, and press a key there."""
    tab_to(page, target)
    page.keyboard.press(key)


def _focused(page: Page) -> Any:
    return page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
