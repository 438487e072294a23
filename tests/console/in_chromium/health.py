"""A page is healthy when axe-core finds nothing serious on it, it has one heading, its buttons are told apart, and it does not scroll sideways."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.npm import installed

GRAVE = ("serious", "critical")
RULES = """() => {
  const found = [];
  const root = document.documentElement;
  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) found.push(`it has ${headings} <h1>, and one is wanted`);
  const does = new Map();
  for (const button of document.querySelectorAll("main form button")) {
    const name = (button.ariaLabel || button.textContent).trim();
    const act = `${button.form.action} ${button.value}`;
    if ((does.get(name) ?? act) !== act) found.push(`it has two buttons "${name}" that do different things`);
    does.set(name, act);
  }
  if (root.scrollWidth > root.clientWidth) {
    const within = (element) => element.parentElement && element.parentElement.closest(".scroll");
    const wide = [...document.body.querySelectorAll("*")]
      .filter((element) => !within(element) && element.getBoundingClientRect().right > root.clientWidth + 0.5)
      .map((element) => element.outerHTML.slice(0, 150));
    found.push(`it scrolls sideways, ${root.scrollWidth} px in ${root.clientWidth}: ${wide.slice(-3).join(" | ")}`);
  }
  return found;
}"""
AXE = """(rules) => axe.run(document, {
  resultTypes: ["violations"], preload: false, ...(rules.length ? {runOnly: rules} : {})
})"""


@cache
def _axe() -> str:
    folder = installed(Path(__file__).parent / "axe")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text()


def findings(page: Page, *rules: str) -> list[str]:
    """Say what is wrong with the page as it stands now, by these rules of axe or by all of them.

    Without scripts, axe would wait for ever: a browser that runs no scripts has no timers.
    """
    # A policy that forbids inline scripts does not hold for what a debugger evaluates.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate(AXE, rules)["violations"]
    return [*page.evaluate(RULES), *(_told(each) for each in found if each["impact"] in GRAVE)]


def healthy(page: Page) -> None:
    """Fail if anything is wrong with the page as it stands now."""
    found = findings(page)
    assert not found, f"{page.url} is not healthy:\n- " + "\n- ".join(found)


def _told(violation: dict[str, Any]) -> str:
    nodes = "".join(
        f"\n    {' '.join(map(str, node['target']))}: {node['html'][:200]}\n      {node['failureSummary']}"
        for node in violation["nodes"][:5]
    )
    return f"{violation['impact']}: {violation['id']}, {violation['help']}{nodes}"
