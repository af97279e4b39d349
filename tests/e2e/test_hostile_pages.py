"""Pages that make it hard: a number is dialled all the same, once, and the page hears nothing of us."""

import re
from urllib.parse import quote

import pytest

from support.browser import Page
from support.browser.polling import wait_until

from .conftest import CARD, MARKED, PAGES, Stack, wait_for_card

SOURCE = (PAGES / "hostile.js").read_text("utf-8")
DEEDS = re.findall(r"^  '(.+)'\(\) \{", SOURCE, re.MULTILINE)
THERE = (150, 23)  # the stable number, at the top of every hostile page
# Browsers serve a pointer's moves before all else: here the page's next frame and its timers have their turn.
TURN = "new Promise(had => requestAnimationFrame(() => setTimeout(had, 0, true)))"
PATIENCE = 40  # seconds: the largest of the pages keep a browser busy by themselves


def opened(line: Stack, deed: str, number: str, name: str = "hostile.html") -> Page:
    page = line.browser.open(f"{line.url}{name}?{quote(deed)}#{number}")
    page.wait("seen.ready", PATIENCE, "the page to have done its worst")
    return page


def point(page: Page) -> None:
    """Rest the pointer on the stable number until it is known for one."""
    x, y = THERE

    def looks() -> bool:
        page.move(x + 1, y)
        page.move(x, y)
        page.evaluate(TURN)
        return bool(page.evaluate("seen.hovered()"))

    wait_until(looks, "the cursor to tell of the number", PATIENCE)


@pytest.mark.parametrize(("number", "deed"), [(f"03{n:02}", deed) for n, deed in enumerate(DEEDS)], ids=DEEDS)
def test_a_number_is_dialled_all_the_same(line: Stack, deed: str, number: str) -> None:
    page = opened(line, deed, number)
    point(page)
    frames = page.evaluate("seen.frames")
    page.wait(f"seen.frames > {frames + 10}", PATIENCE, "the page to go on")
    page.click(*THERE)
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == f"1415555{number}"
    assert page.evaluate("seen.errors") == []
    assert [error for error in page.console_errors() if "favicon" not in error] == []
    page.evaluate("void (seen.everyFrame = undefined)")


def test_every_kind_of_event_that_a_script_can_make_dials_nothing(line: Stack) -> None:
    page = opened(line, "", "0340")
    point(page)
    page.click(*THERE)
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    x, y = THERE
    fired = page.evaluate(f"fireAll({x}, {y}, {CARD!r})")
    assert fired > 500
    page.press("Escape")
    other = opened(line, "", "0341")
    point(other)
    other.click(*THERE)
    assert [each["body"]["phone_number"] for each in line.wait_for_posts(2)] == ["14155550340", "14155550341"]
    assert page.evaluate("seen.errors") == []
    assert [error for error in page.console_errors() if "favicon" not in error] == []


def test_numbers_in_a_page_of_xml_are_dialled(line: Stack) -> None:
    page = line.open("xml.xhtml")
    assert page.evaluate(MARKED) == 2
    page.click_text("0330 now")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550330"
    page.click(*page.rect("span").centre)
    assert line.wait_for_posts(2)[1]["body"]["phone_number"] == "14155550331"
    assert [error for error in page.console_errors() if "favicon" not in error] == []
