"""Use case: tell how numbers are written for display. It needs no setting, and records nothing."""

from collections.abc import Sequence

from voiso_call.policy import phone_numbers
from voiso_call.protocol.messages import NumbersFormatted


def format_numbers(numbers: Sequence[str]) -> NumbersFormatted:
    """Format numbers in E.164; one that is no possible number stays as it is."""
    parsed = [phone_numbers.parse(number, None).number for number in numbers]
    formatted = [
        known.international if known and known.e164 == number else number
        for number, known in zip(numbers, parsed, strict=True)
    ]
    return NumbersFormatted(international=formatted)
