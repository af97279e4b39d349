"""A popup that opens over an agent who types for the page: those keys call nobody."""

import pytest

from support.browser.pending_work import wait_until_idle
from support.e2e_stack import TYPING_PAUSE_MS, Stack, looks_up_processes, sleeping_host
from support.popup_driver import QUESTION, RESULT, wait_until_settled
from support.popup_question import OFFER, open_with_question, send_from_behind

SETTLED_MS = 400  # longer than presses on a question do not count after it has changed


@pytest.fixture
def stack(obedient_stack: Stack) -> Stack:
    """The stack in which a page can send the messages of its content script."""
    return obedient_stack


@looks_up_processes
def test_what_is_typed_before_the_question_is_shown_is_not_dialled(stack: Stack) -> None:
    send_from_behind(stack, OFFER)
    with sleeping_host(stack):  # the question waits for the details of the number
        popup = stack.browser.popup()
        popup.wait("document.querySelector('[data-part=dial]').readOnly", what="the question to be known")
        popup.type("4155550177")
        popup.press("Enter")
    popup.wait(f"!{QUESTION}.hidden", what="the question")
    wait_until_idle(popup)
    assert popup.evaluate("document.querySelector('[data-part=dial]').value") == ""
    assert stack.posts() == []
    as_loaded = "new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html')"
    is_disabled = "it.querySelector('[data-part=dial]').disabled"
    assert popup.evaluate(f"(async () => {{ const it = {as_loaded}; return {is_disabled}; }})()"), (
        "nothing can be typed before it is known whether there is a question"
    )
    popup.click(*popup.rect("[data-part=question-call]").centre)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550100", "the pointer calls"
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
    popup.close()

    popup = open_with_question(stack)
    popup.type("Anna")
    popup.wait_ms(TYPING_PAUSE_MS)
    for keys in (["Tab", "Enter"], ["Tab", "Shift+Tab", " "]):
        for key in keys:
            popup.press(key)
        assert popup.evaluate("document.activeElement.dataset.part") == "question-call"
    wait_until_idle(popup)
    assert popup.evaluate(f"{QUESTION}.hidden") is False, "after a pause neither"
    assert stack.posts() == []

    popup.press("Shift+Tab")
    popup.wait_ms(TYPING_PAUSE_MS)
    popup.press("Enter")
    popup.wait(f"{QUESTION}.hidden", what="the question to be cancelled, which keys can do")
    for _ in range(2):
        popup.type("4155550177")
        popup.press("Enter")
        popup.press("Tab")
    wait_until_idle(popup)
    assert stack.posts() == [], "a number that is typed after that is not dialled"
    popup.click(*popup.rect("[data-part=dial]").centre)
    popup.wait_ms(TYPING_PAUSE_MS)  # after the digits that nothing took
    popup.type("4155550178")
    popup.press("Enter")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550178", "where the pointer pressed"
    popup.close()


def test_keys_for_a_form_answer_no_question_that_has_just_come(stack: Stack) -> None:
    page = None
    for answered, key in enumerate(["Enter", " "]):
        page = send_from_behind(stack, OFFER, page)
        popup = open_with_question(stack)
        popup.wait_ms(SETTLED_MS)  # no longer: keys count a little later
        popup.press("Tab")
        popup.press(key)
        wait_until_idle(popup)
        assert popup.evaluate(f"{QUESTION}.hidden") is False, key
        assert len(stack.posts()) == answered, key
        popup.wait_ms(TYPING_PAUSE_MS)
        popup.press(key)
        post = stack.wait_for_posts(answered + 1, key)[-1]
        assert post["body"]["phone_number"] == "14155550100"
        popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
        popup.close()
