"""An open page that becomes new by itself shows what it would show if it were loaded again."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

COMPARE = """async () => {
  const refreshed = new Promise((done) => document.addEventListener("refreshed", done, { once: true }));
  document.dispatchEvent(new Event("stale", { cancelable: true }));
  await refreshed;
  const loaded = await (await fetch(location.href, { headers: { Accept: "text/html" } })).text();
  const lines = (page) => {
    const main = page.getElementById("main").cloneNode(true);
    for (const each of main.querySelectorAll("[data-fresh]")) delete each.dataset.fresh;
    return main.innerHTML.replace(/\\s+/g, " ").replace(/></g, ">\\n<").split("\\n");
  };
  const here = lines(document), there = lines(new DOMParser().parseFromString(loaded, "text/html"));
  return there.map((line, at) => [here[at], line]).filter(([old, line]) => old !== line).slice(0, 3);
}"""


def differences(page: Page) -> Any:
    """Let the page become new, and return the first lines that differ from those of the page as it would be loaded now."""
    return page.evaluate(COMPARE)
