"""A page without a number gets the small probe alone; the content script is loaded when a number comes."""

import shutil
from collections.abc import Iterator

import pytest

from support.browser import Page
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.dev_env import venv
from support.e2e_stack import Stack, running_stack, wait_until_marked

LOADED = "document.documentElement.dataset.loaded"


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def probe_stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack whose content script marks the document when it is loaded."""
    folder = tmp_path_factory.mktemp(f"probe-{request.param}")
    extension = folder / "extension"
    shutil.copytree(venv.DIST, extension)
    content_script = extension / "content-main.js"
    content_script.write_text(f"{LOADED}=1;{content_script.read_text('utf-8')}", "utf-8")
    with running_stack(request.param, folder, extension=extension) as stack:
        yield stack


@pytest.fixture
def plain_page(probe_stack: Stack) -> Page:
    """A page without a number, after the probe has read it."""
    page = probe_stack.browser.open(f"{probe_stack.url}plain.html")
    wait_until_idle(page, SHORT_HORIZON_MS)
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
def test_added_number_loads_the_content_script(plain_page: Page, change: str) -> None:
    plain_page.evaluate(f"void ({change})")
    wait_until_marked(plain_page)
    assert plain_page.evaluate(LOADED) == "1"


def test_added_text_without_a_number_loads_nothing(plain_page: Page) -> None:
    plain_page.evaluate("document.getElementById('later').firstChild.data = 'Paid 12.50 on 3 May, 14:30'")
    plain_page.evaluate("late.remove()")  # a custom element without a root is polled
    wait_until_idle(plain_page)
    assert plain_page.evaluate(LOADED) is None


def test_pointer_over_a_field_with_a_number_loads_the_content_script(plain_page: Page) -> None:
    plain_page.evaluate("void (field.value = '+1 415 555 0105')")
    plain_page.move(*plain_page.rect("#field").centre)
    wait_until_idle(plain_page, SHORT_HORIZON_MS)
    assert plain_page.evaluate(LOADED) == "1"


def test_page_cannot_observe_the_loaded_script(probe_stack: Stack) -> None:
    page = probe_stack.open("numbers.html")
    names = page.evaluate("performance.getEntries().map(entry => entry.name)")
    assert [name for name in names if "extension:" in name] == []


@pytest.mark.parametrize(
    "probe_stack", ["chromium"], indirect=True
)  # Firefox has another address in every profile
def test_page_cannot_load_the_content_script(probe_stack: Stack) -> None:
    page = probe_stack.open("numbers.html")
    address = f"{probe_stack.browser.origin}/content-main.js"
    for attempt in (
        f"fetch('{address}').then(() => 'loaded', () => 'refused')",
        f"import('{address}').then(() => 'loaded', () => 'refused')",
        f"new Promise(done => {{ const script = document.createElement('script'); script.src = '{address}';"
        " script.onload = () => done('loaded'); script.onerror = () => done('refused');"
        " document.head.append(script); })",
    ):
        assert page.evaluate(attempt) == "refused"
