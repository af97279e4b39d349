"""The pages in other languages: read from right to left in Arabic; long texts fit into a narrow window."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from support.browser.interface import Page
from support.browser.page_part import FrameDocument
from support.browser.polling import wait_until
from support.card_driver import card, click_and_call, wait_for_card
from support.dev_env import venv
from support.e2e_stack import Stack
from support.one_language import copy_in_language
from support.popup_driver import open_with_page_numbers

Start = Callable[..., AbstractContextManager[Stack]]
LOCALES = venv.EXTENSION / "_locales"
NARROW_PX = 320
# The visible elements that are wider than their place, and those that name a text but have none.
FAULTS = """document => {
  const { documentElement: root } = document;
  const describe = element => element.outerHTML.slice(0, 160);
  const visible = [...document.body.querySelectorAll('*')].filter(element => element.checkVisibility());
  const boxes = visible.filter(element => !element.closest('svg, select'));
  const outside = boxes.filter(element => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && (left < -1 || right > root.clientWidth + 1);
  });
  const cut = boxes.filter(element => element.scrollWidth > element.clientWidth + 1
    && element.matches('button, label, summary, h1, h2, h3, p, .pill'));
  const squeezed = boxes.filter(element => !element.childElementCount && element.clientWidth > 0
    && element.textContent.trim().length > 20 && element.clientWidth < 60);
  const empty = visible.filter(element => element.dataset?.i18n && !element.textContent.trim());
  return [
    ...(root.scrollWidth > root.clientWidth ? [`${root.scrollWidth} px wide, not ${root.clientWidth}`] : []),
    ...outside.map(element => `outside: ${describe(element)}`),
    ...cut.map(element => `cut: ${describe(element)}`),
    ...squeezed.map(element => `squeezed: ${describe(element)}`),
    ...empty.map(element => `empty: ${describe(element)}`),
  ];
}"""
DIRECTION_OF_FIELD = "getComputedStyle(document.querySelector('input[type=tel]')).direction"
# Writes the texts of another language over those that the page had from its HTML.
TRANSLATE = """texts => {
  document.documentElement.dir = 'ltr';
  for (const element of document.querySelectorAll('[data-i18n]'))
    element.textContent = texts[element.dataset.i18n].message;
  return true;
}"""


def texts(language: str) -> dict[str, dict[str, str]]:
    """Return the texts of a language."""
    content: dict[str, dict[str, str]] = json.loads((LOCALES / language / "messages.json").read_text("utf-8"))
    return content


def text(language: str, key: str) -> str:
    """Return a text of a language."""
    return texts(language)[key]["message"]


def faults(page: Page | FrameDocument) -> list[str]:
    """Return what does not fit or is missing."""
    if isinstance(page, FrameDocument):
        return list(page.evaluate(FAULTS))
    return list(page.evaluate(f"({FAULTS})(document)"))


def wait_until_it_fits(page: Page | FrameDocument) -> None:
    """Wait until nothing is missing or does not fit: card and popup get their size after their text."""
    wait_until(lambda: not faults(page), "everything to fit", instead=lambda: "; ".join(faults(page)))


def test_arabic_is_read_from_right_to_left_and_german_fits(fresh_stack: Start, tmp_path: Path) -> None:
    extension = copy_in_language(venv.DIST, "ar", tmp_path / "arabic")
    with fresh_stack(extension=extension) as stack:
        page = stack.open("answers.html")
        click_and_call(page, "+1 415 555 0150")
        wait_for_card(page, text("ar", "card_placed"))
        assert text("ar", "test_mode_call") in card(page).evaluate("({ body }) => body.innerText")
        assert card(page).evaluate("({ documentElement: root }) => [root.lang, root.dir]") == ["ar", "rtl"]
        wait_until_it_fits(card(page))

        popup = open_with_page_numbers(stack)
        assert popup.evaluate("(({ lang, dir }) => [lang, dir])(document.documentElement)") == ["ar", "rtl"]
        assert text("ar", "popup_history") in popup.evaluate("document.body.innerText")
        wait_until_it_fits(popup)
        # A phone number is read from left to right in every language.
        number = popup.evaluate(
            "getComputedStyle(document.querySelector('[data-part=history] .number')).direction"
        )
        assert number == "ltr"
        assert popup.evaluate(DIRECTION_OF_FIELD) == "ltr"
        popup.close()

        page = stack.browser.open(f"{stack.browser.origin}/options.html")
        page.wait("document.querySelector('[data-part=state]').dataset.state !== 'loading'")
        assert page.evaluate("document.documentElement.dir") == "rtl"
        wait_until_it_fits(page)
        assert page.evaluate(DIRECTION_OF_FIELD) == "ltr"
        if stack.browser.name == "firefox":
            return  # it has no windows that are as narrow as that
        popup = stack.browser.open(f"{stack.browser.origin}/popup.html")
        for narrow in (page, popup):
            narrow.bring_to_front()
            narrow.resize(NARROW_PX, 800)
            narrow.wait("!!document.querySelector('[data-state=sandbox]')", what="the status")
            narrow.wait(
                "document.querySelector('[data-part=shortcuts]')?.hidden !== true", what="the shortcuts"
            )
            wait_until_it_fits(narrow)
            narrow.evaluate(f"({TRANSLATE})({json.dumps(texts('de'))})")
            wait_until_it_fits(narrow)
