"""A page without a number gets the small probe alone; the content script is loaded when a number comes."""

import json

import pytest

from support.browser.interface import Page
from support.browser.pending_work import SHORT_HORIZON_MS, imported_modules, wait_until_idle
from support.dev_env import venv
from support.e2e_stack import Stack, wait_until_marked

MAIN_MODULE = "content-main.js"
MAX_PROBE_BYTES = 6500  # of all scripts that a browser puts into every page


@pytest.fixture
def plain_page(stack: Stack) -> Page:
    """A page without a number, after the probe has read it."""
    page = stack.browser.open(f"{stack.url}plain.html")
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert imported_modules(page) == []
    return page


def test_probe_is_small() -> None:
    manifest = json.loads((venv.DIST / "manifest.json").read_text("utf-8"))
    scripts = [name for entry in manifest["content_scripts"] for name in entry["js"]]
    assert sum((venv.DIST / name).stat().st_size for name in scripts) <= MAX_PROBE_BYTES, scripts


CHANGES = {
    "a text": "document.getElementById('later').firstChild.data = 'Call +1 415 555 0102 now'",
    "the rest of a number": "document.getElementById('split').append('-555-0103')",
    "an element": "document.body.insertAdjacentHTML('beforeend', '<div><p>+1 415 555 0101</p></div>')",
    "a link": "document.body.insertAdjacentHTML('beforeend', '<a href=\"tel:+14155550101\">Call us</a>')",
    "an open root": "document.body.append(document.createElement('x-open')),"
    "attach(document.querySelector('x-open'), 'open')",
    "a late closed root": "attach(late, 'closed')",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_added_number_loads_the_content_script(plain_page: Page, change: str) -> None:
    plain_page.evaluate(f"void ({change})")
    wait_until_marked(plain_page)
    assert imported_modules(plain_page) == [MAIN_MODULE]


def test_added_text_without_a_number_loads_nothing(plain_page: Page) -> None:
    plain_page.evaluate("document.getElementById('later').firstChild.data = 'Paid 12.50 on 3 May, 14:30'")
    plain_page.evaluate("late.remove()")  # a custom element without a root is polled
    wait_until_idle(plain_page)
    assert imported_modules(plain_page) == []


def test_pointer_over_a_field_with_a_number_loads_the_content_script(plain_page: Page) -> None:
    plain_page.evaluate("void (field.value = '+1 415 555 0105')")
    plain_page.move(*plain_page.rect("#field").centre)
    wait_until_idle(plain_page, SHORT_HORIZON_MS)
    assert imported_modules(plain_page) == [MAIN_MODULE]


def test_page_cannot_observe_the_loaded_script(stack: Stack) -> None:
    page = stack.open("numbers.html")
    names = page.evaluate("performance.getEntries().map(entry => entry.name)")
    assert [name for name in names if "extension:" in name] == []


# Firefox has another address in every profile.
@pytest.mark.parametrize("shared_stack", ["chromium"], indirect=True)
def test_page_cannot_load_the_content_script(stack: Stack) -> None:
    page = stack.open("numbers.html")
    address = f"{stack.browser.origin}/{MAIN_MODULE}"
    for attempt in (
        f"fetch('{address}').then(() => 'loaded', () => 'refused')",
        f"import('{address}').then(() => 'loaded', () => 'refused')",
        f"new Promise(done => {{ const script = document.createElement('script'); script.src = '{address}';"
        " script.onload = () => done('loaded'); script.onerror = () => done('refused');"
        " document.head.append(script); })",
    ):
        assert page.evaluate(attempt) == "refused"
