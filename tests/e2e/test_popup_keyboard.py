"""A popup that opens over an agent who types for the page: those keys call nobody."""

import os
import signal
from pathlib import Path

import pytest

from support.browser.pending_work import wait_until_idle
from support.browser.polling import wait_until
from support.e2e_stack import TYPING_PAUSE_MS, Stack, host_pids
from support.popup_driver import QUESTION, open_with_site, wait_until_settled
from support.popup_question import OFFER, open_with_question, send_from_behind


@pytest.fixture
def stack(obedient_stack: Stack) -> Stack:
    """The stack in which a page can send the messages of its content script."""
    return obedient_stack


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked up in /proc")
def test_what_is_typed_before_the_question_is_shown_is_not_dialled(stack: Stack) -> None:
    send_from_behind(stack, OFFER)
    [host] = wait_until(lambda: host_pids(stack.launcher), "the host to run")
    os.kill(host, signal.SIGSTOP)  # the question waits for the details of the number
    try:
        popup = stack.browser.popup()
        popup.wait("document.querySelector('[data-part=dial]').disabled", what="the question to be known")
        popup.type("4155550177")
        popup.press("Enter")
    finally:
        os.kill(host, signal.SIGCONT)
    popup.wait(f"!{QUESTION}.hidden", what="the question")
    wait_until_idle(popup)
    assert popup.evaluate("document.querySelector('[data-part=dial]').value") == ""
    assert stack.posts() == []
    popup.close()


def test_typing_that_goes_on_in_the_popup_calls_nobody(stack: Stack) -> None:
    """The agent writes into a form as the popup opens: the rest of a word, Tab, and a name of two words."""
    send_from_behind(stack, OFFER)
    popup = open_with_question(stack)
    wait_until_settled(popup, "question")
    for key in ["e", "t", "Tab", "A", "n", "n", "a"]:
        popup.press(key)
    assert popup.evaluate("document.activeElement.dataset.part") == "question-call"
    wait_until_settled(popup, "question")
    popup.press(" ")
    wait_until_idle(popup)
    assert popup.evaluate(f"{QUESTION}.hidden") is False
    assert stack.posts() == []
    popup.close()


@pytest.mark.parametrize("key", ["Enter", " "])
def test_keys_for_a_form_answer_no_question_that_has_just_come(stack: Stack, key: str) -> None:
    send_from_behind(stack, OFFER)
    popup = open_with_question(stack)
    wait_until_settled(popup, "question")
    popup.press("Tab")
    popup.press(key)
    wait_until_idle(popup)
    assert popup.evaluate(f"{QUESTION}.hidden") is False
    assert stack.posts() == []
    popup.wait_ms(TYPING_PAUSE_MS)
    popup.press(key)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550100"
    popup.close()


def test_keys_that_follow_a_typed_word_answer_no_question_after_a_pause_either(stack: Stack) -> None:
    send_from_behind(stack, OFFER)
    popup = open_with_question(stack)
    popup.type("Anna")
    popup.wait_ms(TYPING_PAUSE_MS)
    for keys in (["Tab", "Enter"], ["Tab", "Shift+Tab", " "]):
        for key in keys:
            popup.press(key)
        assert popup.evaluate("document.activeElement.dataset.part") == "question-call"
    wait_until_idle(popup)
    assert stack.posts() == []
    popup.click(*popup.rect("[data-part=question-call]").centre)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550100"
    popup.close()


def test_number_that_is_typed_after_cancel_is_dialled_only_where_the_pointer_pressed(stack: Stack) -> None:
    send_from_behind(stack, OFFER)
    popup = open_with_question(stack)
    popup.wait_ms(TYPING_PAUSE_MS)
    popup.press("Enter")
    popup.wait(f"{QUESTION}.hidden", what="the question to go")
    for _ in range(2):
        popup.type("4155550177")
        popup.press("Enter")
        popup.press("Tab")
    wait_until_idle(popup)
    assert stack.posts() == []
    popup.click(*popup.rect("[data-part=dial]").centre)
    popup.wait_ms(TYPING_PAUSE_MS)  # after the digits that nothing took
    popup.type("4155550178")
    popup.press("Enter")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550178"
    popup.close()


def test_nothing_can_be_typed_before_it_is_known_whether_there_is_a_question(stack: Stack) -> None:
    stack.open("numbers.html")
    popup = open_with_site(stack)
    as_loaded = "new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html')"
    is_disabled = "it.querySelector('[data-part=dial]').disabled"
    assert popup.evaluate(f"(async () => {{ const it = {as_loaded}; return {is_disabled}; }})()")
    popup.wait("document.activeElement.matches('[data-part=dial]')", what="the field to take text")
    popup.close()
