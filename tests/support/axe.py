"""Runs axe-core in a page of the extension: the rules of WCAG 2.2 AA, in light and in dark mode."""

import json
from typing import Any

from support.browser.interface import Page
from support.browser.page_part import FrameDocument
from support.dev_env import venv
from support.dev_env.system_packages import BrowserName

# The browser in which every state is checked: the elements, names and colours of a state are made by our own
# HTML and style sheets. What a browser itself draws, its fonts and form controls, is in some states of each.
THOROUGH: BrowserName = "chromium"
AXE = venv.EXTENSION / "node_modules/axe-core/axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
COLOUR_RULES = ("color-contrast", "link-in-text-block")  # only colours differ in dark mode
# The colours of our pages follow `color-scheme` alone, so that one document can be checked in both modes.
RUN = """async document => {
  const root = document.documentElement;
  const found = [];
  for (const [scheme, runOnly] of Object.entries(%s)) {
    root.style.colorScheme = scheme;
    const { violations } = await window.axe.run(document, { runOnly, resultTypes: ['violations'] });
    for (const { id, nodes } of violations)
      for (const node of nodes)
        found.push([scheme, id, node.html, node.failureSummary].join(" | "));
  }
  root.style.colorScheme = '';
  return found;
}"""


def violations(page: Page | FrameDocument) -> list[str]:
    """Return what axe-core objects to, each with its element."""
    rules = {"light": {"type": "tag", "values": TAGS}, "dark": {"type": "rule", "values": COLOUR_RULES}}
    if not _call(page, "() => !!window.axe"):
        _call(page, f"() => {{ {AXE.read_text('utf-8')}\nreturn true }}")
    return list(_call(page, RUN % json.dumps(rules)))


def _call(page: Page | FrameDocument, function: str) -> Any:
    """Call a function with the document of a page or frame."""
    return page.evaluate(function if isinstance(page, FrameDocument) else f"({function})(document)")
