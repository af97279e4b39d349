"""Works the dial field of the popup, and lists the calls below it."""

import json

import pytest

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.e2e_stack import MAX_PRESSES
from support.popup_driver import RESULT, wait_until_settled

FIELD = "document.querySelector('[data-part=dial]')"
PREVIEW = "document.querySelector('[data-part=preview]')"
CALL = "document.querySelector('[data-part=call]')"
CHOICES = "document.querySelector('[data-part=choices-list]')"
CALLS = "document.querySelector('[data-part=history]')"
CALLS_AT_ONCE = 8  # in one script: a browser ends those that take long


def paste(popup: Page, text: str) -> None:
    """Paste a text over what is in the field."""
    popup.evaluate(
        f"""(() => {{
          {FIELD}.focus();
          {FIELD}.select();
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', {json.dumps(text)});
          const event = new Event('paste', {{ bubbles: true, cancelable: true }});
          {FIELD}.dispatchEvent(Object.assign(event, {{ clipboardData }}));
          return true;
        }})()"""
    )


def type_over(popup: Page, text: str) -> None:
    """Type a text in place of what is in the field."""
    popup.evaluate(f"({FIELD}.focus(), {FIELD}.select(), true)")
    popup.type(text)


def wait_for_value(popup: Page, value: str) -> None:
    """Wait until the field has a value, which is formatted as it is typed."""
    popup.wait(f"{FIELD}.value === {value!r}", what=f"{value!r} in the field")


def wait_for_preview(popup: Page, text: str) -> None:
    """Wait until the preview below the field says something."""
    popup.wait(f"{PREVIEW}.textContent.includes({text!r})", what=f"{text!r} below the field")


def wait_for_result(popup: Page, kind: str, text: str = "") -> None:
    """Wait until the result of a call is shown."""
    popup.wait(
        f"{RESULT}.dataset.kind === {kind!r} && {RESULT}.textContent.includes({text!r})",
        what=f"the result {kind} {text!r}",
    )


def press_in_result(popup: Page, part: str) -> None:
    """Press a button of the result until that counts: not while the list below it makes the popup higher."""
    button = f"{RESULT}.querySelector('[data-part={part}]')"
    popup.evaluate(f"(globalThis.pressed = {button}, true)")
    for _ in range(MAX_PRESSES):
        wait_until_idle(popup, horizon_ms=0)
        wait_until_settled(popup, "result")
        popup.click(*popup.rect(f"[data-part=result] [data-part={part}]").centre)
        wait_until_idle(popup, horizon_ms=0)
        if popup.evaluate(f"globalThis.pressed !== {button}"):  # a press that counts replaces the result
            return
    pytest.fail(f"{MAX_PRESSES} presses of {part} did not count")


def place_calls(popup: Page, count: int) -> None:
    """Place calls as the popup does, one after the other."""
    for first in range(0, count, CALLS_AT_ONCE):
        popup.evaluate(
            f"""(async () => {{
              for (let call = {first}; call < {min(first + CALLS_AT_ONCE, count)}; call++) {{
                const request_id = crypto.randomUUID().replaceAll('-', '');
                const number = '+141555501' + String(call).padStart(2, '0');
                const request = {{ type: 'place_call', request_id, number, trigger: 'popup' }};
                await chrome.runtime.sendMessage(request);
              }}
              return true;
            }})()"""
        )
    wait_until_idle(popup)
