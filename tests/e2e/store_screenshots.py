"""Takes the pictures for the extension stores, 1280x800 in each language, into .local/store.

`pytest tests/e2e/store_screenshots.py`, or with `-k polish` for one language. pytest collects this file only
when it is named. The pictures are of the real product on the sample page, with the sandbox in place of Voiso.
"""

import base64
import json
from pathlib import Path

import pytest

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.card_driver import card, open_offer, press_call, wait_for_settled_card
from support.dev_env import venv
from support.e2e_stack import MARKED, Stack, running_stack
from support.one_language import copy_in_language
from support.popup_driver import open_with_page_numbers
from support.trial_stack import serve_folder

FOLDER = venv.LOCAL / "store"
LANGUAGES = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "pt": "portuguese",
    "pl": "polish",
    "uk": "ukrainian",
    "ar": "arabic",
    "he": "hebrew",
}
ANIMATION_MS = 400  # longer than animations take
# Shows a picture of the popup where the browser shows the popup itself: at the end of the toolbar.
SHOW_POPUP = """picture => new Promise(done => {
  const image = new Image();
  image.style = 'position: fixed; z-index: 9; top: 8px; right: 8px; border-radius: 10px; max-height: 784px; '
    + 'object-fit: cover; object-position: top; box-shadow: 0 0 0 1px #0003, 0 12px 40px #0006';
  image.onload = () => done(true);
  image.src = picture;
  document.body.append(image);
})"""
# What tells that there is no Voiso behind it.
HIDE_SANDBOX = """document
  .querySelectorAll('[data-part=host-notice], [data-part=test-mode], [data-state=sandbox] .pill')
  .forEach(element => element.remove())"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES, ids=LANGUAGES.values())
def test_take_store_screenshots(language: str, dark: bool, tmp_path: Path) -> None:
    FOLDER.mkdir(exist_ok=True)
    extension = venv.DIST if language == "en" else copy_in_language(venv.DIST, language, tmp_path / "copy")
    folder = tmp_path / "stack"
    folder.mkdir()
    with running_stack("chromium", folder, extension=extension, dark=dark) as stack, serve_folder() as url:
        names = (FOLDER / f"{language}-{'dark' if dark else 'light'}-{number}.png" for number in range(1, 9))
        page = stack.browser.open(url)
        page.wait(f"{MARKED} > 1", what="marks")
        open_offer(page, "+44 20 7946 0958")
        wait_for_settled_card(page)
        take(page, next(names))
        press_call(page)
        card(page).wait("root => !!root.querySelector('.id')", "the call ID")
        card(page).evaluate("root => (root.querySelector('.advice').remove(), true)")  # that no phone rings
        take(page, next(names))
        page.press("Escape")
        open_offer(page, "+1 415 555 0100")
        press_call(page)
        card(page).wait("root => !!root.querySelector('.id')", "the call ID")
        page.press("Escape")
        take_popup(stack, page, next(names), tmp_path / "popup.png")
        take_options(stack, next(names))


def take(page: Page, file: Path) -> None:
    """Write the picture of a tab."""
    wait_until_idle(page)
    page.wait_ms(ANIMATION_MS)
    page.screenshot(file)


def take_popup(stack: Stack, page: Page, file: Path, part: Path) -> None:
    """Write a picture of the page with the popup over it, which is a window of its own."""
    popup = open_with_page_numbers(stack)
    popup.evaluate(HIDE_SANDBOX)
    popup.wait_ms(ANIMATION_MS)
    popup.screenshot(part)
    popup.close()
    picture = f"data:image/png;base64,{base64.b64encode(part.read_bytes()).decode()}"
    page.evaluate(f"({SHOW_POPUP})({json.dumps(picture)})")
    take(page, file)


def take_options(stack: Stack, file: Path) -> None:
    """Write a picture of the options page with the check of the setup."""
    page = stack.browser.open(f"{stack.browser.origin}/options.html")
    page.wait("document.querySelector('[data-part=state]').dataset.state !== 'loading'", what="the status")
    page.evaluate("document.querySelector('[data-part=check-form]').requestSubmit()")
    page.wait("document.querySelectorAll('[data-part=checks] li').length === 8", what="the checks")
    page.evaluate(
        "(document.querySelector('[data-part=cluster]').value = 'https://cc-ams03.voiso.com', true)"
    )
    page.evaluate(HIDE_SANDBOX)
    take(page, file)
