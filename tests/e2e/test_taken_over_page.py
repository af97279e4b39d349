"""A renderer that an attacker controls: the background script believes nothing that it says about itself."""

import json
from typing import Any

import pytest

from support.browser.interface import Page
from support.card_driver import close_card, wait_for_card
from support.e2e_stack import Stack
from support.popup_driver import LISTED_LAST_DIGITS, PAGE_NUMBERS, click_in_list, open_with_page_numbers
from support.taken_over_page import allow_one_click, ask, origin_of, send

CALL = {
    "type": "place_call",
    "request_id": "taken-over-1",
    "number": "+14155550100",
    "original_text": "+1 415 555 0100",
    "trigger": "click",
}
SUBJECT = {"number": "+14155550100", "trigger": "click", "explanations": []}
TOKEN = "0123456789abcdef0123456789abcdef"
ADD_FRAME = """
new Promise(resolve => {
  const frame = document.createElement('iframe');
  frame.onload = () => resolve(true);
  Object.assign(frame, ATTRIBUTES);
  document.body.append(frame);
})
"""


@pytest.fixture
def stack(obedient_stack: Stack) -> Stack:
    """The stack in which a page does to its content scripts what it likes."""
    return obedient_stack


def add_frame(page: Page, **attributes: str) -> None:
    page.evaluate(ADD_FRAME.replace("ATTRIBUTES", json.dumps(attributes)))


def assert_refused(reply: dict[str, Any]) -> None:
    assert (reply["type"], reply.get("code")) == ("failure", "invalid_request"), reply


def test_page_calls_for_itself_alone_where_one_click_is_allowed(stack: Stack) -> None:
    page = stack.open("numbers.html")
    assert_refused(send(page, CALL))
    allow_one_click(stack, {origin_of(stack).replace("127.0.0.1", "localhost"): True, "null": True})
    assert_refused(send(page, CALL))
    assert stack.posts() == []
    allow_one_click(stack, {origin_of(stack): True, "null": True})
    assert send(page, CALL)["type"] == "call_placed"
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550100"

    forged: list[dict[str, Any]] = [
        {"confirmed": ["premium_rate"]},
        {"confirmed": []},
        {"caller_id": "442079460000"},
        {"source": {"account_id": "1"}},
        {"page_origin": "https://bank.example"},
        {"trigger": "popup"},
        {"trigger": "cli"},
    ]
    for number, fields in enumerate(forged):
        assert_refused(send(page, {**CALL, "request_id": f"forged-fields-{number}", **fields}))
    add_frame(page, src=f"{stack.url}plain.html")
    add_frame(page, srcdoc="<p>+1 415 555 0100</p>")
    frames = page.evaluate("length")
    for index in range(frames - 2, frames):
        assert_refused(send(page, {**CALL, "request_id": f"in-a-frame-{index}"}, target=f"frames[{index}]"))
        settings = send(page, {"type": "get_site_settings"}, target=f"frames[{index}]")
        assert settings["one_click"] is False
    assert send(page, {"type": "get_site_settings"})["one_click"] is True
    assert len(stack.posts()) == 1


def test_link_is_the_pages_own_again_once_the_extension_is_gone(stack: Stack) -> None:
    """An update of the extension leaves the content scripts of Chromium's open pages behind."""
    page = stack.open("early.html")
    page.evaluate(
        "(window.pressed = 0, link.onclick = () => { pressed += 1; return false; }, link.focus(), true)"
    )
    page.press("Enter")
    wait_for_card(page, "0402")
    close_card(page)
    assert page.evaluate("pressed") == 0
    assert ask(page, "remove extension") == "removed"
    page.evaluate("(link.focus(), true)")
    page.press("Enter")
    page.wait("pressed === 1", what="the page to get the click")


def test_page_gets_only_what_is_meant_for_its_own_site(stack: Stack) -> None:
    stack.browser.evaluate_in_background(
        "chrome.storage.local.set({ 'site:127.0.0.1': { region: 'AT' },"
        " 'site:bank.example': { region: 'CH' } })"
    )
    page = stack.open("numbers.html")
    claim = {"hostname": "bank.example", "origin": "https://bank.example"}
    settings = send(page, {"type": "get_site_settings", **claim})
    assert settings["settings"] == {"region": "AT"}
    for message in (
        {"type": "get_status"},
        {"limit": 1},
        {"type": "clear_history"},
        {"type": "configure", "user_id": 1},
        {"type": "find_agents"},
        {"type": "check_setup"},
        {"type": "take_question", "tab_id": 1},
        {"type": "dismiss_question", "tab_id": 1},
        {"type": "show_question"},
        {"type": "get_card_site", "token": TOKEN},
        {"type": "offer_in_top_frame", "subject": SUBJECT},
        {"type": "hello", "extension_version": "1"},
    ):
        assert_refused(send(page, message))

    # Where the browser can close the storage to pages, it is closed.
    can_close = stack.browser.evaluate_in_background("!!chrome.storage.local.setAccessLevel")
    assert can_close == (stack.browser.name == "chromium"), "SECURITY.md names the browsers"
    reply = ask(page, "read storage")
    assert ("error" in reply) == can_close
    if can_close:
        assert "error" in ask(page, "read storage", "sync")
        assert "error" in ask(page, "read storage", "managed")
        assert "error" in ask(page, "write storage", {"one_click": {origin_of(stack): True}})
        assert_refused(send(page, CALL))


def test_card_is_known_by_where_it_is_and_repeats_only_its_own_calls(stack: Stack) -> None:
    page = stack.open("numbers.html")
    assert send(page, {"type": "open_card", "token": TOKEN})["success"] is True
    card_url = ask(page, "card url")
    add_frame(page, src=card_url)
    card = f"frames[{page.evaluate('length') - 1}]"
    site = send(page, {"type": "get_card_site", "token": TOKEN}, target=card)
    assert (site["origin"], site["one_click"]) == (origin_of(stack), "undecided")
    assert_refused(send(page, {"type": "get_card_site", "token": TOKEN[::-1]}, target=card))
    assert_refused(send(page, {"type": "get_status"}, target=card))
    call = {**CALL, "request_id": "from-the-card-1"}
    assert_refused(send(page, {**call, "confirmed": ["premium_rate"]}, target=card))
    assert_refused(send(page, {**call, "caller_id": "442079460000"}, target=card))
    assert send(page, {**call, "page_origin": origin_of(stack)}, target=card)["type"] == "call_placed"
    assert_refused(send(page, {**call, "number": "+14155550101"}, target=card))
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550100"

    # It repeats no call that the page claims.
    wait = {"retry_after_s": 0, "may_retry": True}
    later = {"type": "failure", "code": "rate_limited", "params": wait, "detail": ""}
    request = {**CALL, "request_id": "claimed-by-page"}
    subject = {**SUBJECT, "original_text": CALL["original_text"]}
    messages = [
        {"type": "show_call", "subject": subject, "request": request},
        {"type": "show_reply", "request_id": request["request_id"], "reply": later},
    ]
    states = ask(page, "show in card", messages)
    assert states == ["calling", "retry_wait", "failed"]
    assert len(stack.posts()) == 1


def test_number_of_the_popups_list_is_called_without_forged_fields(stack: Stack) -> None:
    page = stack.browser.open(f"{stack.url}plain.html")
    number = {"number": "+14155550177", "request_id": "forged-by-page", "caller_id": "442079460000"}
    forged = {
        **number,
        "type": "get_history",
        "page_origin": "https://bank.example",
        "source": {"account_id": "1"},
    }
    national = {"number": "030 1234567", "original_text": "030 1234567", "region": "DE"}
    ask(page, "list numbers", {"type": "page_numbers", "frame": [7], "numbers": [forged, national]})
    popup = open_with_page_numbers(stack)
    popup.wait(f"{LISTED_LAST_DIGITS}.join() === '0177,4567'")
    assert "Germany" in popup.evaluate(f"{PAGE_NUMBERS}.lastElementChild.innerText"), "the page chose it"
    click_in_list(popup, ".dial")
    [post] = stack.wait_for_posts(1)
    assert post["body"] == {"user_id": post["body"]["user_id"], "phone_number": "14155550177"}
    popup.close()
