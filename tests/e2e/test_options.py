"""The options page: from a host without settings to a first call, and what it says if something is wrong."""

import re
import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from support import axe, sandbox
from support.browser.interface import Page
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.browser.polling import wait_until
from support.e2e_stack import Stack
from support.popup_dial_field import CALL
from support.popup_driver import open_with_focus
from support.trial_stack import register
from voiso_call.config.paths import app_paths

NOBODY_LISTENS = 9  # a port that browsers and programs leave alone
Start = Callable[..., AbstractContextManager[Stack]]
OPTIONS_OPEN = "chrome.tabs.query({}).then(tabs => tabs.some(tab => tab.url?.endsWith('/options.html')))"

CHECK_OUTCOMES = "[...document.querySelectorAll('[data-part=checks] li')].map(row => row.dataset.outcome)"


def forget_setup(stack: Stack) -> None:
    """Leave the sandbox's address and the limits, which earlier tests would have reached, of the settings."""
    paths = app_paths(stack.browser.env)
    settings = tomllib.loads(paths.config_file.read_text("utf-8"))
    lines = [f'{name} = "{settings[name]}"\n' for name in ("cluster", "sandbox_url")]
    lines += ["[limits]\n", *(f"{name} = {limit}\n" for name, limit in settings["limits"].items())]
    paths.config_file.write_text("".join(lines), "utf-8")
    paths.key_file.unlink()


def settings_of(stack: Stack) -> dict[str, object]:
    return tomllib.loads((stack.launcher.parent / "config.toml").read_text("utf-8"))


def open_options(stack: Stack) -> Page:
    page = stack.browser.open(f"{stack.browser.origin}/options.html")
    page.wait("document.querySelector('[data-part=state]').dataset.state !== 'loading'", what="the status")
    return page


def submit(page: Page, form: str) -> None:
    button = f"[data-part={form}] [type=submit]"
    scroll = f"document.querySelector({button!r}).scrollIntoView({{ block: 'center' }})"
    page.evaluate(scroll)
    wait_until_idle(page, SHORT_HORIZON_MS)  # what is still to be shown would move the button
    page.evaluate(scroll)  # and what was shown since has moved it
    page.click(*page.rect(button).centre)


def type_into(page: Page, part: str, text: str) -> None:
    page.evaluate(f"document.querySelector('[data-part={part}]').focus()")
    page.type(text)


def wait_for_text(page: Page, part: str, text: str) -> None:
    page.wait(f"document.querySelector('[data-part={part}]').innerText.includes({text!r})", what=text)


def step_is(page: Page, part: str, state: str) -> None:
    step = f"document.querySelector('[data-part={part}]')"
    page.wait(f"{step}.dataset.state === {state!r}", what=f"{part}: {state}")


def assert_accessible(stack: Stack, page: Page) -> None:
    """Check a state as test_accessibility.py checks others."""
    if stack.browser.name == axe.THOROUGH:
        assert axe.violations(page) == []


def test_agent_sets_up_the_host_checks_and_places_a_first_call(changed_stack: Stack) -> None:
    stack = changed_stack
    forget_setup(stack)
    page = open_options(stack)
    step_is(page, "program", "done")
    step_is(page, "agent", "locked")

    type_into(page, "api-key", "test-key-wrong")
    submit(page, "account-form")
    wait_for_text(page, "account-result", "could not be stored")  # no keyring in this environment
    wait_for_text(page, "account-result", "Nothing was saved")
    page.click(*page.rect("[data-part=use-file]").centre)
    submit(page, "account-form")
    step_is(page, "account", "done")
    type_into(page, "agent-query", "james")
    submit(page, "agent-search")
    wait_for_text(page, "account-result", "Voiso did not accept the API key")  # no longer “Saved”
    wait_for_text(page, "agent-result", "another one in step 2")
    step_is(page, "account", "open")
    assert page.evaluate("document.querySelector('[data-part=pill]').textContent") == "Not ready"
    type_into(page, "api-key", sandbox.API_KEY)
    submit(page, "account-form")
    step_is(page, "account", "done")
    assert page.evaluate("document.querySelector('[data-part=api-key]').value") == ""
    assert sandbox.API_KEY not in page.evaluate("document.documentElement.outerHTML")

    submit(page, "agent-search")
    page.wait("!!document.querySelector('[data-part=agents] button')", what="an agent")
    page.click(*page.rect("[data-part=agents] button").centre)
    step_is(page, "agent", "done")
    assert page.evaluate("document.activeElement.dataset.part") == "agent-chosen"

    page.evaluate("document.querySelector('[data-part=region]').value = 'GB'")
    type_into(page, "caller-ids", "+44 20 7946 0000")
    submit(page, "calls-form")
    step_is(page, "calls", "done")
    written = settings_of(stack)
    assert (written["default_region"], written["caller_ids"]) == ("GB", ["442079460000"])

    submit(page, "check-form")
    page.wait("document.querySelectorAll('[data-part=checks] li').length === 8", what="the checks")
    assert page.evaluate(CHECK_OUTCOMES) == ["ok"] * 5 + ["not_checked"] * 3
    step_is(page, "check", "open")
    assert stack.posts() == []

    type_into(page, "test-number", "020 7946 0958")
    submit(page, "dialer")
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "442079460958"
    wait_for_text(page, "result", post["call_id"])
    wait_for_text(page, "result", "no phone rings")  # the test mode
    assert page.evaluate(CHECK_OUTCOMES) == ["ok"] * 8
    step_is(page, "check", "done")


def test_refused_values_are_marked_and_the_user_id_can_be_typed(changed_stack: Stack) -> None:
    stack = changed_stack
    before = settings_of(stack)
    page = open_options(stack)
    step_is(page, "account", "done")
    page.evaluate("document.querySelector('[data-part=cluster]').value = 'https://voiso.com.evil.example'")
    submit(page, "account-form")
    page.wait("document.querySelector('[data-part=cluster]').getAttribute('aria-invalid') === 'true'")
    wait_for_text(page, "account-result", "not the address of a Voiso account")
    type_into(page, "caller-ids", "12")
    submit(page, "calls-form")
    wait_for_text(page, "calls-result", "Nothing was saved")
    assert settings_of(stack) == before

    page.evaluate("document.querySelector('[data-part=cluster]').value = 'sandbox'")
    type_into(page, "api-key", "test-key-calls-only")
    submit(page, "account-form")
    wait_for_text(page, "account-result", "Saved")
    type_into(page, "agent-query", "ann")
    submit(page, "agent-search")
    wait_for_text(page, "agent-result", "may not read the list of users")
    type_into(page, "user-id", "1235")
    submit(page, "user-id-form")
    wait_for_text(page, "agent-chosen", "1235")
    assert settings_of(stack)["user_id"] == 1235

    # What the page has no field for is corrected in the file; until then nothing looks lost or missing.
    file = stack.launcher.parent / "config.toml"
    written = file.read_text("utf-8")
    file.write_text(f'{written}\n[source]\nsystem = ["own-crm"]\n', "utf-8")
    page = open_options(stack)
    wait_for_text(page, "problem", "A setting is wrong")
    wait_for_text(page, "problem", f"{file}:")
    wait_for_text(page, "problem", "did you mean systems?")
    assert page.evaluate("document.querySelector('[data-part=account-fields]').disabled")
    assert_accessible(stack, page)
    popup = stack.browser.popup()
    wait_for_text(popup, "host-notice", "A setting is wrong")
    assert "not set up" not in popup.evaluate("document.body.innerText")
    file.write_text(written, "utf-8")
    popup.evaluate("(document.querySelector('[data-part=retry]').click(), true)")
    popup.wait(
        "document.querySelector('[data-part=host-state]').dataset.state === 'sandbox'", what="the popup"
    )
    popup.close()
    page.evaluate("(document.querySelector('[data-part=ask-again]').click(), true)")
    step_is(page, "account", "done")

    # An account at whose address nobody answers: nothing says that it is ready.
    file.write_text(re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{NOBODY_LISTENS}", written), "utf-8")
    popup = stack.browser.popup()
    wait_for_text(popup, "host-pill", "Not ready")
    wait_for_text(popup, "host-notice", "Voiso cannot be reached")
    popup.close()
    submit(page, "check-form")
    wait_for_text(page, "account-result", "Voiso cannot be reached")
    step_is(page, "account", "open")


def test_page_opens_after_the_installation_and_with_the_popup_notices_the_host(
    fresh_stack: Start, tmp_path: Path
) -> None:
    with fresh_stack(registered=False, keeps_options_page=True) as stack:
        wait_until(lambda: stack.browser.evaluate_in_background(OPTIONS_OPEN), "the options page to open")
        page = open_options(stack)
        wait_for_text(page, "program-body", "/bin/voiso-call install")
        badge = stack.browser.evaluate_in_background("chrome.action.getBadgeText({})")
        assert badge == "!"
        assert_accessible(stack, page)

        popup = open_with_focus(stack)
        popup.wait("!!document.querySelector('[data-part=retry]')", what="the command")
        popup.type("+14155550160")
        assert popup.evaluate(f"{CALL}.disabled")
        command = popup.evaluate("document.querySelector('[data-part=install-command]').textContent")
        assert command == "~/.local/bin/voiso-call install"
        popup.click(*popup.rect("[data-part=copy-command]").centre)
        popup.wait("document.querySelector('[data-part=copy-command]').textContent === 'Copied'")
        assert_accessible(stack, popup)
        popup.evaluate("(document.querySelector('[data-part=dial]').focus(), true)")

        register(stack.browser.name, tmp_path / "stack/profile", stack.browser.env)
        wait_until(lambda: not popup.evaluate(f"{CALL}.disabled"), "Call to be possible")
        popup.press("Enter")
        stack.wait_for_posts(1)
        popup.close()
        step_is(page, "program", "done")
