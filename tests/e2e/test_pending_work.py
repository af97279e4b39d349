"""`wait_until_idle` itself: it waits for work of every kind, and nothing else of the extension is changed."""

import json
import time
from pathlib import Path

import pytest

from support.browser.interface import Page
from support.browser.pending_work import SCRIPT, copy_with_pending_work, wait_until_idle
from support.card_driver import card, has_card, hover
from support.dev_env import venv
from support.e2e_stack import MARKED, Stack, click_settled

# A step of each kind of work, and how many steps take far longer than the two frames that are awaited anyway.
WORK = {
    "timers": ("new Promise(done => setTimeout(done, 200))", 3),
    "animation frames": ("new Promise(requestAnimationFrame)", 20),
    "idle callbacks": ("new Promise(done => requestIdleCallback(done))", 50),
    "requests": ("chrome.runtime.sendMessage({ type: 'get_status' })", 30),
    "messages on a port": (
        "new Promise(done => { const { port1, port2 } = new MessageChannel(); port2.onmessage = done;"
        " port1.postMessage(n); })",
        100,
    ),
    "storage accesses": ("chrome.storage.local.set({ test: n }).then(() => chrome.storage.local.get())", 200),
}
MAX_IDLE_S = 4.0  # less than a message is waited for that nobody confirms
MAX_ATTEMPTS = 3  # a machine that is slow at times takes so long by itself


def send_message_and_wait(popup: Page) -> float:
    """Send a message on a port, and wait until the popup is idle; return how long that took, in seconds."""
    popup.evaluate(  # the sending port does not get messages: it is not started
        "(() => { const { port1, port2 } = window.channel = new MessageChannel(); window.isHandled = false;"
        " port2.onmessage = () => { window.isHandled = true; }; port1.postMessage(0); return true; })()"
    )
    started_at = time.monotonic()
    wait_until_idle(popup)
    assert popup.evaluate("isHandled")
    return time.monotonic() - started_at


def test_document_is_not_idle_until_its_work_is_done(stack: Stack) -> None:
    """In a popup, whose scripts share their timers with what a test evaluates in it."""
    stack.browser.open("about:blank")
    popup = stack.browser.popup()
    wait_until_idle(popup)
    for work, (step, times) in WORK.items():
        popup.evaluate(
            "void (async () => { window.isFinished = false;"
            f" for (let n = 0; n < {times}; n++) await {step}; isFinished = true; }})()"
        )
        wait_until_idle(popup)
        assert popup.evaluate("isFinished") is True, work
    popup.evaluate("chrome.storage.local.remove('test').then(() => true)")

    assert any(send_message_and_wait(popup) < MAX_IDLE_S for _ in range(MAX_ATTEMPTS))

    popup.evaluate(
        "void (window.later = setTimeout(() => {}, 50_000), clearTimeout(setTimeout(() => {}, 900)))"
    )
    wait_until_idle(popup)  # only later or cancelled timers remain
    with pytest.raises(TimeoutError, match=r"setTimeout in \d+ ms"):
        wait_until_idle(popup, horizon_ms=60_000, timeout=1)
    popup.evaluate("clearTimeout(later)")
    wait_until_idle(popup, horizon_ms=61_000)
    popup.close()


@pytest.mark.usefixtures("one_click")
def test_idle_page_has_its_marks_its_preview_and_its_call(stack: Stack) -> None:
    page = stack.browser.open(stack.url + "country.html")
    wait_until_idle(page)
    assert page.evaluate(MARKED) == 6
    hover(page, "+1 415 555 0171")
    wait_until_idle(page)
    assert "United States" in card(page).text
    card(page).evaluate("() => void (window.busy = setTimeout(() => {}, 60_000))")
    with pytest.raises(TimeoutError, match=r"card\.html#.*setTimeout in \d+ ms"):
        wait_until_idle(page, horizon_ms=61_000, timeout=1)
    click_settled(page, "+1 415 555 0171")
    wait_until_idle(page)
    [post] = stack.posts()
    assert post["call_id"] in card(page).text

    native = "[setTimeout, clearTimeout, requestAnimationFrame, requestIdleCallback].every(function_ =>"
    assert page.evaluate(f"{native} /native code/.test(Function.prototype.toString.call(function_)))")
    assert [error for error in page.console_errors() if "favicon" not in error] == []
    page.close()


def test_work_in_a_frame_keeps_its_page_busy(stack: Stack) -> None:
    page = stack.open("pointing.html")
    page.evaluate("document.querySelector('#frame').scrollIntoView({ block: 'center' }), true")
    page.evaluate("document.querySelector('#frame').contentWindow.scrollTo(0, 290), true")
    frame = page.rect("#frame")
    page.click(frame.x + 50, frame.y + 20)
    wait_until_idle(page)
    assert has_card(page), "the card of the top frame, by way of the background script"
    assert "0608" in card(page).text
    page.close()


def test_copy_differs_from_the_built_extension_by_the_script_alone(tmp_path: Path) -> None:
    copy = copy_with_pending_work(venv.DIST, tmp_path / "copy")
    shipped = {file.relative_to(venv.DIST) for file in venv.DIST.rglob("*") if file.is_file()}
    assert {file.relative_to(copy) for file in copy.rglob("*") if file.is_file()} == {
        *shipped,
        Path(SCRIPT.name),
    }
    changed = {name for name in shipped if (venv.DIST / name).read_bytes() != (copy / name).read_bytes()}
    pages = {file.relative_to(venv.DIST) for file in venv.DIST.glob("*.html")}
    assert changed == {Path("manifest.json"), *pages}

    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    [_, content_script] = manifest["content_scripts"]  # the first begins no work
    assert content_script["js"].pop(0) == SCRIPT.name
    assert manifest == json.loads((venv.DIST / "manifest.json").read_text("utf-8"))

    for page in pages:
        lines = (copy / page).read_text("utf-8").splitlines()
        [added] = [line for line in lines if SCRIPT.name in line]
        lines.remove(added)
        assert lines == (venv.DIST / page).read_text("utf-8").splitlines()
