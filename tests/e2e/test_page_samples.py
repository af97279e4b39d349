"""Pages of every kind: all their numbers are marked, nothing else is, and a click on one calls it."""

import pytest

from .conftest import ALL_MARKED, PAGES, Stack, wait_for_card

VARIED = sorted(file.name for file in (PAGES / "varied").glob("*.html"))
HTML = "document.documentElement"


@pytest.mark.parametrize("name", VARIED)
def test_every_number_is_marked_and_one_is_called(line: Stack, name: str) -> None:
    page = line.open(f"varied/{name}")
    before = page.evaluate(f"{HTML}.outerHTML")
    marks = page.evaluate(f"{HTML}.dataset.marks")
    if marks is not None:  # the long list has as many as are near
        assert page.evaluate(ALL_MARKED) == int(marks)
    called = page.evaluate(f"{HTML}.dataset.call")
    page.click_text(called)
    wait_for_card(page, "ID")
    [post] = line.wait_for_posts(1)
    digits = "".join(filter(str.isdecimal, called)).removeprefix("0")
    assert post["body"]["phone_number"].endswith(digits)
    page.press("Escape")
    page.wait("!document.querySelector('html > [popover]')", what="the card to go")
    page.move(1, 1)
    page.wait("!document.querySelector('[data-voiso-call]')", what="the pointer's hand to go, a frame later")
    assert page.evaluate(f"{HTML}.outerHTML") == before
    assert [said for said in page.console_errors() if "favicon" not in said] == []
