"""Tests that the host parses each number that the extension finds as the same E.164, else it refuses it."""

import score

from support.policy import decide
from voiso_call.policy import phone_numbers

MIN_NUMBERS = 500


def utf16_slice(line: score.Line, start: int, end: int) -> str:
    """Return the text between two indices of UTF-16 code units."""
    return line.text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def original_text(line: score.Line, number: score.Found) -> str:
    """Return the number in full and without its extension, as the extension sends it."""
    return number.original_text or utf16_slice(line, number.start, number.end)


def test_host_agrees_with_every_number_found() -> None:
    lines = score.read()
    found = [
        (line, number)
        for line, numbers in zip(lines, score.find_with_extension(lines), strict=True)
        for number in numbers
    ]
    assert len(found) > MIN_NUMBERS
    refused = []
    for line, number in found:
        region = None if line.region == "ZZ" else line.region
        text = original_text(line, number)
        decision = decide(phone_numbers.parse(number.e164, region), phone_numbers.parse(text, region))
        if decision.decision == "deny":
            refused.append((text, region, number.e164, decision.reasons))
    assert refused == []
