"""Where a number may stand and what is expected of it there: the page itself says it, place by place."""

from .conftest import Stack
from .test_popup_page_numbers import LIST, open_popup, show_all

# The numbers that are marked, by the place each of them stands in.
MARKED = """
(() => {
  const places = [...document.querySelectorAll('[data-expected], [data-unseen]')];
  const marked = new Map(places.map(place => [place, []]));
  for (const range of CSS.highlights.get('voiso-call')) {
    const { startContainer, startOffset, endContainer, endOffset } = range;
    const live = new Range();
    live.setStart(startContainer, startOffset);
    live.setEnd(endContainer, endOffset);
    const place = places.find(each => each.contains(startContainer));
    marked.get(place).push(live.toString().replace(/\\D/g, '').slice(-4));
  }
  return places.map(place => [
    place.outerHTML.slice(0, 120), place.dataset.expected ?? null, marked.get(place).join(' '),
  ]);
})()
"""


def test_every_place_is_treated_as_a_person_would_expect(line: Stack) -> None:
    page = line.open("places.html")
    paths = page.evaluate(MARKED)
    assert len(paths) > 60, "all of them"
    wrong = [place for place in paths if place[1] is not None and place[1] != place[2]]
    assert wrong == []


def test_the_popup_lists_what_can_be_seen_and_nothing_else(line: Stack) -> None:
    page = line.open("places.html")
    expected = page.evaluate(
        "[...document.querySelectorAll('[data-expected]')].flatMap(one => one.dataset.expected.split(' '))"
    )
    popup = open_popup(line)
    show_all(popup)
    popup.wait(f"{LIST}.children.length > 20", what="all numbers")
    rows = (
        f"[...{LIST}.querySelectorAll('.number')].map(one => one.textContent.replace(/\\D/g, '').slice(-4))"
    )
    listed = popup.evaluate(rows)
    fields = ["0549"]  # a textarea
    assert listed == [each for each in expected if each] + fields
    popup.close()
