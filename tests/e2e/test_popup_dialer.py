"""The dial field of the popup: formats what is typed, reads what is pasted, and says what is wrong."""

from support.browser.interface import Page
from support.e2e_stack import Stack
from support.popup_dial_field import (
    CALL,
    CHOICES,
    FIELD,
    PREVIEW,
    paste,
    press_in_result,
    type_over,
    wait_for_preview,
    wait_for_result,
    wait_for_value,
)
from support.popup_driver import open_with_focus

TYPE_AHEAD_MS = 1200  # after that a list takes what is typed for another name
MAX_TYPINGS = 5  # a slow machine may type a name in parts
# What somebody may enter, and what the popup says about it before it is called.
NO_NUMBERS = {
    "+44 20 79": "not complete yet",
    "+999 12": "no such country code",
    "+1 0415 555 0100": "No number begins with 0",
    "+44 20 7946 0000 123 456": "not a valid phone number",  # too long
    "wibble wobble": "not a complete phone number",
    "☎️ 🎉": "not a complete phone number",
    "12": "Short numbers cannot be called",
    "*100#": "network commands",
    "911": "Emergency numbers cannot be called",
}


def enter(popup: Page, text: str) -> None:
    """Enter a text in place of what is in the field: its end by a key, the rest at once, as if by voice."""
    popup.evaluate(f"({FIELD}.value = {text[:-1]!r}, {FIELD}.focus(), true)")
    popup.evaluate(f"{FIELD}.setSelectionRange({FIELD}.value.length, {FIELD}.value.length)")
    popup.type(text[-1])


def test_typed_text_is_judged_formatted_and_called_in_the_chosen_country(stack: Stack) -> None:
    stack.browser.open("about:blank")
    popup = open_with_focus(stack)
    for text, sentence in NO_NUMBERS.items():
        enter(popup, text)
        wait_for_preview(popup, sentence)
        popup.wait(f"{CALL}.disabled", what=f"no call of {text!r} to be possible")
    enter(popup, "+44 20 7946 0000 / (415) 555-0160")
    popup.wait(f"{CHOICES}.checkVisibility() && {CHOICES}.children.length > 0", what="the numbers")
    popup.press("Enter")
    type_over(popup, " ")
    popup.wait(f"{PREVIEW}.textContent === ''", what="the preview to go")
    popup.press("Backspace")

    popup.type("+442079460000")
    wait_for_value(popup, "+44 20 7946 0000")
    for _ in range(5):
        popup.press("ArrowLeft")
    popup.press("Backspace")
    wait_for_value(popup, "+44 20 7940 000")
    popup.type("1")
    wait_for_value(popup, "+44 20 7941 0000")
    assert popup.evaluate(f"{FIELD}.value.slice({FIELD}.selectionStart).trim()") == "0000"
    assert stack.posts() == []

    type_over(popup, "0301234567")
    wait_for_preview(popup, "not a")
    popup.evaluate("(document.querySelector('[data-part=country]').focus(), true)")
    for _ in range(MAX_TYPINGS):
        popup.type("Germany")
        if popup.evaluate("document.querySelector('[data-part=country]').value === 'DE'"):
            break
        popup.wait_ms(TYPE_AHEAD_MS)
    wait_for_preview(popup, "+49 30 1234567")
    wait_for_value(popup, "030 1234567")
    popup.evaluate(f"({FIELD}.focus(), true)")
    popup.press("Enter")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "49301234567"
    popup.close()


def test_number_in_a_pasted_text_is_taken_and_of_several_one_is_chosen(stack: Stack) -> None:
    stack.browser.open("about:blank")
    popup = open_with_focus(stack)
    paste(popup, f"{'Dear Sir, ' * 20}call \u202b+44 20 7946 0000\u202c on 12/05/2026")
    wait_for_preview(popup, "United Kingdom")
    wait_for_value(popup, "+44 20 7946 0000")
    paste(popup, "Nothing to call here, " * 10)
    wait_for_preview(popup, "No phone number was found")
    paste(popup, "Office (415) 555-0150 or mobile +1 415 555 0160 ext. 7")
    popup.wait(f"{CHOICES}.children.length === 2", what="both numbers")
    popup.press("ArrowDown")
    popup.press("ArrowDown")
    popup.press("Enter")
    wait_for_preview(popup, "Extension 7")
    popup.press("Enter")
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550160"
    wait_for_result(popup, "success", "Extension or PIN")
    assert popup.evaluate("document.querySelector('[data-part=extension]').textContent") == "7"
    popup.close()


def test_call_that_was_not_dialled_is_tried_again_as_a_new_one(stack: Stack) -> None:
    stack.browser.open("about:blank")
    popup = open_with_focus(stack)
    popup.type("+1 701 555 0125")
    popup.press("Enter")
    wait_for_result(popup, "failure", "Sign in to Agent Panel")
    [first] = stack.wait_for_posts(1)
    press_in_result(popup, "call-again")
    [_, second] = stack.wait_for_posts(2)
    assert second["body"] == first["body"]
    wait_for_result(popup, "failure", "Sign in to Agent Panel")  # until then no other call is placed
    type_over(popup, "+1 701 555 0150")
    popup.press("Enter")
    wait_for_result(popup, "unknown", "The call to +1 701-555-0150 may be ringing")
    assert not popup.evaluate("!!document.querySelector('[data-part=call-again]')")
    assert popup.evaluate(f"{FIELD}.value") == "", "Enter does not call it again"
    popup.close()
