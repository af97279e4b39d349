"""A press dials at once only if the number can be read in the page exactly as it is written there."""

import re
from pathlib import Path

import pytest

from support.browser.interface import Page
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.card_driver import has_card, wait_for_no_card
from support.e2e_stack import PAGES, Stack
from support.press_judge import numbers_called

pytestmark = pytest.mark.usefixtures("one_click")

SOURCE = (PAGES / "sight.js").read_text("utf-8")
NOT_SEEN = re.findall(r"^  (?!seen|selected)(\w+): \{$", SOURCE, re.MULTILINE)
SECTIONS = (
    "[...document.querySelectorAll('section[data-name]')].map(it => [it.dataset.name, it.dataset.number])"
)
PLAIN = "+14155550199"
VARIANTS = "[document.querySelector('#plain'), ...document.querySelectorAll('section[data-name]')]"
PRESSED_OF_SEEN = slice(None, None, 6)  # of those that are all judged, to show that a press is judged so
CARD_HORIZON_MS = 80  # the card of a call is opened 60 ms after it


def show(page: Page, kind: str) -> list[tuple[str, str]]:
    """Show the variants of a kind, with nothing of the kind before; return the name and number of each."""
    page.move(1, 1)  # a card opens where the pointer rests on a number
    page.evaluate(f"(show({kind!r}), true)")
    wait_until_idle(page, SHORT_HORIZON_MS)
    return [(name, number) for name, number in page.evaluate(SECTIONS)]


def numbers_of_variants(page: Page, names: list[str]) -> dict[str, set[str]]:
    """Return the numbers that presses on each variant may call, where a plain number is called."""
    plain, *judged = numbers_called(page, VARIANTS, "pointsIn")
    assert plain == {PLAIN}
    assert not has_card(page)  # over a variant, nothing of it would be called
    return dict(zip(names, judged, strict=True))


def press_variant(page: Page, name: str) -> None:
    """Click a digit of a variant that is at rest, and close its card, which may cover the next one."""
    selector = f'section[data-name="{name}"]'
    page.evaluate(f"document.querySelector({selector!r}).scrollIntoView({{ block: 'center' }}), true")
    points = page.evaluate(f"pointsOf({name!r})")
    page.move(*points[len(points) // 2])
    wait_until_idle(page, SHORT_HORIZON_MS)
    page.click(*points[len(points) // 2])
    wait_until_idle(page, CARD_HORIZON_MS)
    page.press("Escape")
    wait_for_no_card(page)


def test_number_that_is_not_read_as_written_is_not_dialled(stack: Stack, subtests: pytest.Subtests) -> None:
    page = stack.open("sight.html")
    for kind in NOT_SEEN:
        with subtests.test(kind):
            earlier = stack.posts()
            variants = show(page, kind)
            assert len(variants) >= 5
            called = numbers_of_variants(page, [name for name, _ in variants])
            assert {name: numbers - {""} for name, numbers in called.items() if numbers - {""}} == {}
            press_variant(page, variants[0][0])
            wait_until_idle(page, SHORT_HORIZON_MS)
            assert stack.posts() == earlier
    with subtests.test("selected"):  # which only a press takes into account
        earlier = stack.posts()
        [(name, number)] = show(page, "selected")
        assert numbers_of_variants(page, [name]) == {name: {number}}
        press_variant(page, name)
        wait_until_idle(page, SHORT_HORIZON_MS)
        assert stack.posts() == earlier


def test_number_that_is_read_as_written_is_dialled_at_once(stack: Stack, subtests: pytest.Subtests) -> None:
    page = stack.open("sight.html")
    for kind in ("seen", "seenLinks", "seenHighlighted"):
        with subtests.test(kind):
            earlier = len(stack.posts())
            variants = show(page, kind)
            called = numbers_of_variants(page, [name for name, _ in variants])
            assert {name: called[name] for name, number in variants if called[name] != {number}} == {}
            pressed = variants[PRESSED_OF_SEEN]
            for name, _ in pressed:
                press_variant(page, name)
            wait_until_idle(page, SHORT_HORIZON_MS)
            dialled = ["+" + post["body"]["phone_number"] for post in stack.posts()[earlier:]]
            assert dialled == [number for _, number in pressed]


def test_page_cannot_restyle_the_marks_of_numbers(stack: Stack, tmp_path: Path) -> None:
    page = stack.open("sight.html")
    names = [name for name, _ in show(page, "seenHighlighted")]

    def picture(disabled: list[str]) -> bytes:
        """Return what the page looks like without the styles of some variants."""
        page.evaluate(
            "document.querySelectorAll('section[data-name]').forEach(it => {"
            f" it.querySelector('style').disabled = {disabled}.includes(it.dataset.name); }}), true"
        )
        wait_until_idle(page, SHORT_HORIZON_MS)
        page.screenshot(tmp_path / "marks.png", page.rect("main"))
        return (tmp_path / "marks.png").read_bytes()

    unstyled = picture(names)
    if picture([]) != unstyled:
        pytest.fail(f"restyled: {[it for it in names if picture([*{*names} - {it}]) != unstyled]}")
