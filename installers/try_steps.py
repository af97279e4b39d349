"""The steps of a trial: sandbox, host and a real browser in a temporary folder, a click, a call ID."""

import contextlib
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from support import trial_stack
from support.browser.interface import Browser, LaunchOptions, Page
from support.browser.launch import launch
from support.browser.page_part import PageGone
from support.browser.polling import wait_until
from support.card_driver import CALL_BUTTON, card
from support.dev_env import system_packages, venv
from support.dev_env.progress import Progress, StepError
from support.sandbox import posts

NUMBER = "+1 415 555 0100"  # on the sample page
NEWEST_CALL = "document.querySelector('[data-part=history] > li')"
# Unfolds the newest call. The popup ignores that at first, while keys may be meant for the page.
CALL_ID = (
    f"({NEWEST_CALL}.querySelector('.copy-call-id')"
    f" ?? ({NEWEST_CALL}.querySelector('.more-about').click(), {NEWEST_CALL}.querySelector('.copy-call-id')))"
    "?.title"
)
MARKED = "CSS.highlights.get('voiso-call')?.size"
CLICK_INTERVAL_S = 4.0
PRESS_INTERVAL_S = 0.5
WINDOW_POLL_S = 0.3  # between two checks whether the window was closed


def has_display() -> bool:
    """Whether there is a display for a window."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def trial(
    steps: Progress, *, browser: system_packages.BrowserName | None, headless: bool, keep_open: bool
) -> dict[str, Any]:
    """Run every step, from a bare machine to the call ID in the popup; return the result."""
    if sys.platform != "linux":
        raise StepError("Only Linux can be tried yet.")
    with steps.step("environment", "A Python environment of its own, in .local"):
        venv.make_environment()
    with steps.step("host", "The host and its command line"):
        venv.install_host()
    with steps.step("node", "Node, to build the extension with"):
        venv.get_node()
    with steps.step("extension", "The extension, built into extension/dist"):
        venv.build_extension()
    name = browser or system_packages.any_browser()
    with steps.step("browser", f"A browser of the {name.capitalize()} family"):
        binary = system_packages.get_browser(name)
    return call_from_page(steps, name, binary, headless=headless, keep_open=keep_open)


def call_from_page(
    steps: Progress, name: system_packages.BrowserName, binary: str, *, headless: bool, keep_open: bool
) -> dict[str, Any]:
    """Click a number in a browser that is set up for this, with a sandbox; return the result."""
    with contextlib.ExitStack() as exits:
        enter = exits.enter_context
        folder = Path(enter(tempfile.TemporaryDirectory(prefix="voiso-call-", ignore_cleanup_errors=True)))
        variables = trial_stack.private_variables(folder)
        log = folder / "sandbox.jsonl"
        with steps.step("sandbox", "A sandbox in place of Voiso"):
            sandbox_url = enter(trial_stack.sandbox_running(log, variables))
        with steps.step("setup", "The host, set up for it and registered in a new profile"):
            trial_stack.set_up_host(sandbox_url, variables)
            trial_stack.register(name, folder / "profile", variables)
        with steps.step("open", f"{Path(binary).name}, opened on the sample page"):
            running = enter(
                launch(
                    name,
                    LaunchOptions(
                        binary=binary,
                        extension=venv.DIST,
                        profile=folder / "profile",
                        env=variables,
                        headless=headless,
                    ),
                )
            )
            page = running.open(enter(trial_stack.serve_folder()))
            page.wait(MARKED, what="the extension to mark the page's numbers")
        with steps.step("click", f"A click on {NUMBER}, and a press on the card's button"):
            wait_until(lambda: opened_card(page), "the card", instead=page.describe)
            placed = wait_until(lambda: press_call(page, log), "the call", instead=page.describe)
        with steps.step("popup", "The toolbar popup and its newest call"):
            popup = running.popup()
            popup.wait(f"{NEWEST_CALL}?.dataset.state === 'placed'", what="the popup to list the call")
            call_id = popup.wait(CALL_ID, what="the popup to name the call ID")
        if [post["call_id"] for post in placed] != [call_id] or posts(log) != placed:
            raise StepError(f"The popup shows {call_id}, but the sandbox received: {posts(log)}")
        steps.say(f"\nThe popup lists the call, with the call ID {call_id}.")
        steps.say("The sandbox received exactly one call, and gave it the same ID.")
        if keep_open:
            keep_open_for_person(steps, running, popup)
    return {"call_id": call_id, "number": NUMBER, "browser": name}


def opened_card(page: Page) -> bool:
    """Click the number; return whether a card with a button to call opens.

    On a busy machine the first click may come too early. Then the resting pointer opens a card without one.
    """
    page.click_text(NUMBER)
    with contextlib.suppress(TimeoutError):
        return bool(
            card(page).wait(f"root => !!root.querySelector({CALL_BUTTON!r})", "the button", CLICK_INTERVAL_S)
        )
    return False


def press_call(page: Page, log: Path) -> list[dict[str, Any]]:
    """Press the card's button, which takes no press right after it came; return the calls at the sandbox."""
    time.sleep(PRESS_INTERVAL_S)
    with contextlib.suppress(LookupError, PageGone):  # the card is loading, or shows the call already
        card(page).click(CALL_BUTTON)
    return posts(log)


def keep_open_for_person(steps: Progress, browser: Browser, popup: Page) -> None:
    """Leave the browser open until Enter is pressed or its window is closed."""
    steps.say("\nThe browser stays open: click other numbers, open the popup.")
    steps.say("Press Enter here, or close its window, to end.")
    popup.close()
    entered = threading.Event()

    def read() -> None:
        os.read(sys.stdin.fileno(), 1)
        entered.set()

    threading.Thread(target=read, daemon=True).start()
    while browser.running and not entered.wait(WINDOW_POLL_S):
        pass


def explain(error: BaseException) -> str:
    """Return the message for a person about a step that failed."""
    kind = "" if isinstance(error, StepError) else f"{type(error).__name__}: "
    return "\n".join([f"\n{kind}{error}", *getattr(error, "__notes__", ())])
