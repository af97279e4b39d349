"""Formats a number while it is typed, in the groups in which its country writes it."""

import re

from phonenumbers import AsYouTypeFormatter

from voiso_call.policy import number_reading

_NO_REGION = "ZZ"
# What people write between digits. Anything else is an extension, letters for digits, or no number.
_ONLY_NUMBER = re.compile(r"[+\d\s()./-]*\d[+\d\s()./-]*")


def format_typed(text: str, region: str | None) -> str | None:
    """Return the digits of a text, which may be incomplete, in groups; None if it has anything else.

    `region` (ISO 3166-1 alpha-2) is where a number without a country code would be dialled.
    """
    cleaned = number_reading.clean(text)
    if not _ONLY_NUMBER.fullmatch(cleaned):
        return None
    formatter = AsYouTypeFormatter(region or _NO_REGION)
    formatted = ""
    for char in re.sub(r"[^+\d]", "", cleaned):
        formatted = formatter.input_digit(char)
    return formatted
