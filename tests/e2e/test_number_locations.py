"""Where numbers can be in a page: each element of the page states which of its numbers are to be marked."""

from support.card_driver import click_and_call
from support.e2e_stack import Stack
from support.popup_driver import (
    LISTED_LAST_DIGITS,
    PAGE_NUMBERS,
    open_with_page_numbers,
    show_all_page_numbers,
)

# [markup, expected numbers, marked numbers] of each element that states an expectation.
MARKED_BY_ELEMENT = """
(() => {
  const elements = [...document.querySelectorAll('[data-expected], [data-unseen]')];
  const marked = new Map(elements.map(element => [element, []]));
  for (const range of CSS.highlights.get('voiso-call')) {
    const { startContainer, startOffset, endContainer, endOffset } = range;
    const live = new Range();
    live.setStart(startContainer, startOffset);
    live.setEnd(endContainer, endOffset);
    const element = elements.find(other => other.contains(startContainer));
    marked.get(element).push(live.toString().replace(/\\D/g, '').slice(-4));
  }
  return elements.map(element => [
    element.outerHTML.slice(0, 120), element.dataset.expected ?? null, marked.get(element).join(' '),
  ]);
})()
"""


def test_exactly_the_visible_numbers_are_marked_and_listed(stack: Stack) -> None:
    page = stack.open("places.html")
    elements = page.evaluate(MARKED_BY_ELEMENT)
    assert len(elements) > 60, "all of them"
    wrong = [element for element in elements if element[1] is not None and element[1] != element[2]]
    assert wrong == []

    expected = page.evaluate(
        "[...document.querySelectorAll('[data-expected]')]"
        ".flatMap(element => element.dataset.expected.split(' '))"
    )
    popup = open_with_page_numbers(stack)
    show_all_page_numbers(popup)
    popup.wait(f"{PAGE_NUMBERS}.children.length > 20", what="all numbers")
    in_fields = ["0549"]  # a textarea
    assert popup.evaluate(LISTED_LAST_DIGITS) == [digits for digits in expected if digits] + in_fields
    popup.close()


def test_number_in_a_plain_text_document_is_marked_and_called(stack: Stack) -> None:
    page = stack.open("notes.txt")
    click_and_call(page, "+1 415 555 0720")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550720"
