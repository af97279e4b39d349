"""A press dials at once only if the number can be read in the page exactly as it is written there."""

import re
from pathlib import Path

import pytest

from support.browser.interface import Page
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.card_driver import wait_for_no_card
from support.e2e_stack import PAGES, Stack
from support.press_judge import numbers_called

pytestmark = pytest.mark.usefixtures("one_click")

SOURCE = (PAGES / "sight.js").read_text("utf-8")
KINDS = re.findall(r"^  (\w+): \{$", SOURCE, re.MULTILINE)
SECTIONS = (
    "[...document.querySelectorAll('section[data-name]')].map(it => [it.dataset.name, it.dataset.number])"
)
PLAIN = "+14155550199"
VARIANTS = "[document.querySelector('#plain'), ...document.querySelectorAll('section[data-name]')]"
PRESSED_OF_SEEN = slice(None, None, 6)  # of those that are all judged, to show that a press is judged so
CARD_HORIZON_MS = 80  # the card of a call is opened 60 ms after it


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


def dialled_numbers(stack: Stack) -> list[str]:
    """Return the numbers that were dialled, in E.164 format."""
    return ["+" + post["body"]["phone_number"] for post in stack.posts()]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("seen")])
def test_number_that_is_not_read_as_written_is_not_dialled(stack: Stack, kind: str) -> None:
    page = stack.open(f"sight.html?{kind}")
    variants = page.evaluate(SECTIONS)
    assert len(variants) >= 5
    plain, *judged = numbers_called(page, VARIANTS, "pointsIn")
    assert plain == {PLAIN}
    called = {name: numbers - {""} for (name, _), numbers in zip(variants, judged, strict=True)}
    assert {name: numbers for name, numbers in called.items() if numbers} == {}
    press_variant(page, variants[0][0])
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert stack.posts() == []


def test_page_cannot_restyle_the_marks_of_numbers(stack: Stack, tmp_path: Path) -> None:
    page = stack.open("sight.html?seenHighlighted")
    restyled: list[str] = []
    for name, _ in page.evaluate(SECTIONS):
        selector = f'section[data-name="{name}"]'
        page.evaluate(f"document.querySelector({selector!r}).scrollIntoView({{ block: 'center' }}), true")
        shots: list[bytes] = []
        for is_disabled in ("false", "true"):
            page.evaluate(f"document.querySelector({selector!r} + ' style').disabled = {is_disabled}, true")
            wait_until_idle(page, SHORT_HORIZON_MS)
            page.screenshot(tmp_path / "mark.png", page.rect(selector))
            shots.append((tmp_path / "mark.png").read_bytes())
        if shots[0] != shots[1]:
            restyled.append(name)
    assert restyled == []


def test_number_of_which_a_selection_hides_a_part_is_not_dialled(stack: Stack) -> None:
    page = stack.open("sight.html?seen")
    page.evaluate(
        """(() => {
          const style = document.createElement('style');
          style.textContent = '::selection { color: transparent; background: transparent }';
          document.head.append(style);
          const part = document.querySelector('section[data-name="split"] i');
          document.getSelection().selectAllChildren(part);
          return true;
        })()"""
    )
    press_variant(page, "split")
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert stack.posts() == []


@pytest.mark.parametrize("kind", ["seen", "seenLinks", "seenHighlighted"])
def test_number_that_is_read_as_written_is_dialled_at_once(stack: Stack, kind: str) -> None:
    page = stack.open(f"sight.html?{kind}")
    variants = page.evaluate(SECTIONS)
    plain, *judged = numbers_called(page, VARIANTS, "pointsIn")
    assert plain == {PLAIN}
    others = {
        name: numbers for (name, number), numbers in zip(variants, judged, strict=True) if numbers != {number}
    }
    assert others == {}
    pressed = variants[PRESSED_OF_SEEN]
    for name, _ in pressed:
        press_variant(page, name)
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert dialled_numbers(stack) == [number for _, number in pressed]
