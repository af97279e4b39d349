"""Only the gate runs where no number is; the rest comes when one does, and no page can load it."""

import shutil
from collections.abc import Iterator

import pytest

from support.browser import Page
from support.browser.polling import wait_until
from support.dev_env import venv

from .conftest import ALL_MARKED, Stack, running_stack

LOADED = "document.documentElement.dataset.loaded"


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def gated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A line whose page's side leaves a sign when it is loaded."""
    folder = tmp_path_factory.mktemp(f"gate-{request.param}")
    extension = folder / "extension"
    shutil.copytree(venv.DIST, extension)
    side = extension / "content-main.js"
    side.write_text(f"{LOADED}=1;{side.read_text('utf-8')}", "utf-8")
    with running_stack(request.param, folder, extension=extension) as line:
        yield line


@pytest.fixture
def plain(gated: Stack) -> Page:
    """A page without a number, looked through."""
    page = gated.browser.open(f"{gated.url}plain.html")
    page.evaluate("new Promise(done => setTimeout(done, 1500))")
    assert page.evaluate(LOADED) is None
    return page


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
def test_a_number_that_comes_brings_the_rest(plain: Page, change: str) -> None:
    plain.evaluate(f"void ({change})")
    plain.wait(ALL_MARKED, what="the number to be marked")
    assert plain.evaluate(LOADED) == "1"


def test_what_is_no_number_does_not(plain: Page) -> None:
    plain.evaluate("document.getElementById('later').firstChild.data = 'Paid 12.50 on 3 May, 14:30'")
    plain.evaluate("new Promise(done => setTimeout(done, 1000))")
    assert plain.evaluate(LOADED) is None


def test_a_field_is_looked_at_when_the_pointer_comes(plain: Page) -> None:
    plain.evaluate("void (field.value = '+1 415 555 0105')")
    plain.move(*plain.rect("#field").centre)
    wait_until(lambda: plain.evaluate(LOADED) == "1", "the page's side to be loaded")


def test_a_page_cannot_tell_that_the_rest_was_loaded(gated: Stack) -> None:
    page = gated.open("numbers.html")
    names = page.evaluate("performance.getEntries().map(entry => entry.name)")
    assert [name for name in names if "extension:" in name] == []


@pytest.mark.parametrize("gated", ["chromium"], indirect=True)  # Firefox has another address in every profile
def test_a_page_cannot_load_it(gated: Stack) -> None:
    page = gated.open("numbers.html")
    address = f"{gated.browser.origin}/content-main.js"
    for attempt in (
        f"fetch('{address}').then(() => 'loaded', () => 'refused')",
        f"import('{address}').then(() => 'loaded', () => 'refused')",
        f"new Promise(done => {{ const script = document.createElement('script'); script.src = '{address}';"
        " script.onload = () => done('loaded'); script.onerror = () => done('refused');"
        " document.head.append(script); })",
    ):
        assert page.evaluate(attempt) == "refused"
