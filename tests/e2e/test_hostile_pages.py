"""Pages that change, block and patch what they can: a number is dialled once, and the page sees no event."""

import itertools
import re
from collections.abc import Sequence
from urllib.parse import quote

import pytest

from support.browser.interface import Page
from support.browser.polling import wait_until
from support.card_driver import (
    CALL_BUTTON,
    CARD,
    card,
    close_card,
    wait_for_card,
    wait_for_click_guard,
)
from support.e2e_stack import MARKED, PAGES, Stack, press_until_called

pytestmark = pytest.mark.usefixtures("one_click")

SOURCE = (PAGES / "hostile.js").read_text("utf-8")
ATTACKS = re.findall(r"^  '(.+)'\((?:part)?\) \{", SOURCE, re.MULTILINE)
REWRITTEN = "the document is written anew"  # its scripts may hide events: nothing is dialled without the card
# Attacks that run in one page at the same time. If its number is not dialled, each of them is run alone.
TOGETHER = {
    "much to read": [
        "a million digits",
        "a megabyte of groups of digits",
        "a paragraph of 20,000 spans",
        "a hundred nested roots",
        "five thousand nested elements",
        "fifty frames",
    ],
    "changes in every frame": [
        "all numbers are others in every frame",
        "elements come and go in every frame",
        "nodes are adopted by another document",
    ],
    "the tree is exchanged": [
        "marks are cleared in every frame",
        "the body is replaced",
        "the root is replaced",
        "prototypes are frozen",
    ],
}
PAGES_OF_ATTACKS = TOGETHER | {it: [it] for it in ATTACKS if it not in itertools.chain(*TOGETHER.values())}
STABLE_NUMBER = (150, 23)  # where each page keeps one number, in CSS pixels
# Browsers handle pointer moves before all else: this lets the page's next frame and its timers run.
NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => setTimeout(done, 0, true)))"
# A number must have been at its place for 350 ms before a press calls at once. On most of these pages
# `wait_until_idle` would never end.
SETTLED = "new Promise(done => setTimeout(done, 1000, true))"
TIMEOUT_S = 40  # the largest of the pages keep a browser busy by themselves


def open_hostile(stack: Stack, attacks: str, number: str) -> Page:
    page = stack.browser.open(f"{stack.url}hostile.html?{quote(attacks)}#{number}")
    page.wait("seen.ready", TIMEOUT_S, "the page to have run its attacks")
    return page


def point(page: Page) -> None:
    """Rest the pointer on the stable number until it has the hand cursor, and while the page goes on."""
    x, y = STABLE_NUMBER

    def has_hand_cursor() -> bool:
        page.move(x + 1, y)
        page.move(x, y)
        page.evaluate(NEXT_FRAME)
        return bool(page.evaluate("seen.hovered()"))

    wait_until(has_hand_cursor, "the hand cursor", TIMEOUT_S)
    frames = page.evaluate("seen.frames")
    page.wait(SETTLED, TIMEOUT_S, "the number to have been there for a while")
    page.wait(f"seen.frames > {frames + 10}", TIMEOUT_S, "the page to go on")


def assert_number_is_dialled(stack: Stack, attacks: Sequence[str], number: str) -> None:
    """Run attacks in one page, and press its stable number, which alone is called."""
    stack.begin_test()
    page = open_hostile(stack, "|".join(attacks), number)
    point(page)
    page.click(*STABLE_NUMBER)
    if REWRITTEN in attacks:
        wait_for_card(page, number)
        wait_for_click_guard(page)
        card(page).click(CALL_BUTTON)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == f"1415555{number}"
    assert page.evaluate("seen.errors") == []
    assert [error for error in page.console_errors() if "favicon" not in error] == []
    page.evaluate("(calm(), true)")


@pytest.mark.parametrize("together", PAGES_OF_ATTACKS.values(), ids=PAGES_OF_ATTACKS)
def test_number_on_a_hostile_page_is_dialled(
    stack: Stack, subtests: pytest.Subtests, together: list[str]
) -> None:
    try:
        assert_number_is_dialled(stack, together, "0300")
    except Exception:  # whatever it is, which attack is it?
        for number, attack in enumerate(together if len(together) > 1 else [], 301):
            with subtests.test(attack):
                assert_number_is_dialled(stack, [attack], f"0{number}")
        raise


def test_scripted_events_of_every_kind_dial_nothing(stack: Stack) -> None:
    page = open_hostile(stack, "", "0340")
    point(page)
    page.click(*STABLE_NUMBER)
    [post] = stack.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    x, y = STABLE_NUMBER
    fired = page.evaluate(f"fireAll({x}, {y}, {CARD!r})")
    assert fired > 500
    close_card(page)
    page.evaluate("(document.querySelector('#stable').lastChild.data = '+1 415 555 0341', true)")
    point(page)
    page.click(*STABLE_NUMBER)
    assert [post["body"]["phone_number"] for post in stack.wait_for_posts(2)] == [
        "14155550340",
        "14155550341",
    ]
    assert page.evaluate("seen.errors") == []
    assert [error for error in page.console_errors() if "favicon" not in error] == []


def test_numbers_in_an_xml_page_are_dialled(stack: Stack) -> None:
    page = stack.open("xml.xhtml")
    assert page.evaluate(MARKED) == 2
    [post] = stack.call_settled(page, "0330 now", 1)
    assert post["body"]["phone_number"] == "14155550330"
    wait_for_card(page, post["call_id"])
    close_card(page)
    # The card may have covered the other number.
    press_until_called(page, lambda: page.rect("span").centre, lambda: len(stack.posts()) == 2)
    assert stack.posts()[1]["body"]["phone_number"] == "14155550331"
    assert [error for error in page.console_errors() if "favicon" not in error] == []
