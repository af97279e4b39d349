"""A page without a number gets the small probe alone; the content script is loaded when a number comes."""

import json
import time

from support.browser.interface import Page
from support.browser.pending_work import SHORT_HORIZON_MS, imported_modules, wait_until_idle
from support.card_driver import has_card
from support.dev_env import venv
from support.e2e_stack import MARKED, Stack

MAIN_MODULE = "content-main.js"
MAX_PROBE_BYTES = 6500  # of all scripts that a browser puts into every page
MAX_IDLE_S = 8.0  # less than elements are polled for


def test_probe_is_small() -> None:
    manifest = json.loads((venv.DIST / "manifest.json").read_text("utf-8"))
    scripts = [name for entry in manifest["content_scripts"] for name in entry["js"]]
    assert sum((venv.DIST / name).stat().st_size for name in scripts) <= MAX_PROBE_BYTES, scripts


# Changes that bring a number, and one that does not; each is made in a frame of its own.
CHANGES = {
    "a text": "document.getElementById('later').firstChild.data = 'Call +1 415 555 0102 now'",
    "the rest of a number": "document.getElementById('split').append('-555-0103')",
    "an element": "document.body.insertAdjacentHTML('beforeend', '<div><p>+1 415 555 0101</p></div>')",
    "a link": "document.body.insertAdjacentHTML('beforeend', '<a href=\"tel:+14155550101\">Call us</a>')",
    "an open root": "document.body.append(document.createElement('x-open'));"
    "attach(document.querySelector('x-open'), 'open')",
    "a late closed root": "attach(late, 'closed')",
}
NO_NUMBER = "a text without a number"
ADD_NO_NUMBER = "document.getElementById('later').firstChild.data = 'Paid 12.50 on 3 May, 14:30'"
FRAMES = "[...document.querySelectorAll('iframe')]"
MARKED_FRAMES = f"{FRAMES}.map(it => it.contentWindow.{MARKED} ?? 0)"


def imports_of_frames(page: Page) -> dict[str, list[str]]:
    """Return the modules that the content script has imported in each frame, by the frame's title."""
    return {
        title: imported_modules(page, f"{FRAMES}[{index}].contentWindow")
        for index, title in enumerate(page.evaluate(f"{FRAMES}.map(it => it.title)"))
    }


def test_content_script_is_loaded_where_a_number_is_added(stack: Stack) -> None:
    page = stack.browser.open(f"{stack.url}plain.html")
    started_at = time.monotonic()
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert time.monotonic() - started_at < MAX_IDLE_S, "elements are polled later than this horizon"
    assert not has_card(page)
    titles = json.dumps([*CHANGES, NO_NUMBER])
    page.evaluate(
        f"""Promise.all({titles}.map(title => new Promise(done => {{
          const frame = document.createElement('iframe');
          Object.assign(frame, {{ title, width: 600, height: 90, src: 'plain.html' }});
          frame.onload = () => done(true);
          document.body.append(frame);
        }})))"""
    )
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert imported_modules(page) == []
    assert imports_of_frames(page) == {title: [] for title in [*CHANGES, NO_NUMBER]}

    changes = json.dumps([*CHANGES.values(), ADD_NO_NUMBER])
    page.evaluate(f"{FRAMES}.forEach((it, index) => it.contentWindow.eval({changes}[index]))")
    page.wait(f"{MARKED_FRAMES}.slice(0, {len(CHANGES)}).every(count => count)", what="numbers to be marked")
    # Custom elements without a root are polled.
    page.evaluate(f"[window, ...{FRAMES}.map(it => it.contentWindow)].forEach(it => it.late.remove())")
    wait_until_idle(page)
    assert imports_of_frames(page) == {**{title: [MAIN_MODULE] for title in CHANGES}, NO_NUMBER: []}
    assert imported_modules(page) == [], "the page itself has no number yet"

    page.evaluate("(field.value = '+1 415 555 0105', field.scrollIntoView({ block: 'center' }), true)")
    page.move(*page.rect("#field").centre)
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert imported_modules(page) == [MAIN_MODULE], "the pointer came to a field with a number"


def test_page_can_neither_observe_nor_load_the_content_script(stack: Stack) -> None:
    page = stack.open("numbers.html")
    names = page.evaluate("performance.getEntries().map(entry => entry.name)")
    assert [name for name in names if "extension:" in name] == []
    address = f"{stack.browser.origin}/{MAIN_MODULE}"
    if not address.startswith("chrome-extension:"):  # Firefox has another address in every profile
        return
    for attempt in (
        f"fetch('{address}').then(() => 'loaded', () => 'refused')",
        f"import('{address}').then(() => 'loaded', () => 'refused')",
        f"new Promise(done => {{ const script = document.createElement('script'); script.src = '{address}';"
        " script.onload = () => done('loaded'); script.onerror = () => done('refused');"
        " document.head.append(script); })",
    ):
        assert page.evaluate(attempt) == "refused"
