"""Numbers in shadow roots, open and closed, are found and dialled as all others; their trees stay untouched."""

import json

import pytest

from driving import Page

from .conftest import MARKED, Line, wait_for_card

# Every text node of the page with `text` in it: the page knows its closed roots.
NODES = """
(text => {
  const found = [];
  const gather = root => {
    for (const node of root.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && node.data.includes(text)) found.push(node);
      const shadow = node.shadowRoot ?? Object.values(closed).find(one => one.host === node);
      if (shadow) gather(shadow);
      if (node.localName !== 'script') gather(node);
    }
  };
  gather(document.documentElement);
  return found;
})
"""


def centre(page: Page, text: str) -> tuple[float, float]:
    """Where the last letters of a text are, whatever root it is in."""
    x, y = page.evaluate(
        f"""(text => {{
          const node = {NODES}(text)[0];
          (node.parentElement ?? node.getRootNode().host).scrollIntoView({{ block: 'center' }});
          const range = document.createRange();
          const start = node.data.indexOf(text);
          range.setStart(node, start);
          range.setEnd(node, start + text.length);
          const {{ x, y, width, height }} = range.getBoundingClientRect();
          return [x + width / 2, y + height / 2];
        }})({json.dumps(text)})"""
    )
    return x, y


KINDS = {
    "open": ("0200", "14155550200"),
    "closed": ("+1 415 555 0201", "14155550201"),
    "open in closed": ("+1 415 555 0202", "14155550202"),
    "declarative": ("+1 415 555 0203", "14155550203"),
    "slotted text": ("+1 415 555 0204", "14155550204"),
    "slotted by name": ("+1 415 555 0205", "14155550205"),
    "slotted in closed": ("+1 415 555 0206", "14155550206"),
    "custom element": ("+1 415 555 0207", "14155550207"),
    "without an element": ("+1 415 555 0210", "14155550210"),
    "link in closed": ("Call the front desk", "14155550212"),
    "link around a slot": ("Call the night desk", "14155550214"),
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_number_in_a_shadow_root_is_dialled_once_and_the_page_sees_no_click(line: Line, kind: str) -> None:
    text, digits = KINDS[kind]
    page = line.open("shadow.html")
    page.click(*centre(page, text))
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == digits
    wait_for_card(page, post["call_id"])
    assert page.evaluate("seen.clicks") == 0
    assert len(line.posts()) == 1
