"""Types of command-line arguments, and of answers at the terminal, that several commands use."""

import argparse
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# As many as the largest user ID; `int` raises an error of its own from 4301 digits.
MAX_WHOLE_NUMBER_DIGITS = 19


def parse_whole_number(text: str) -> int:
    """Parse a number of at most MAX_WHOLE_NUMBER_DIGITS digits only. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_WHOLE_NUMBER_DIGITS):
        raise ValueError("must be a whole number, like 1234")
    return int(text)


def parse_region(text: str) -> str:
    """Parse a region (ISO 3166-1 alpha-2) in upper or lower case. Raises ValueError."""
    # Imported late: `phonenumbers` and pydantic take 0.1 s to import, and the sandbox needs neither.
    from voiso_call.config.policy_settings import validate_region

    return validate_region(text.strip().upper())


def parse_caller_id(text: str) -> str:
    """Parse a caller ID, with or without "+" and spaces, to its digits. Raises ValueError."""
    digits = text.strip().removeprefix("+").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and 3 <= len(digits) <= 20):
        raise ValueError("must be 3 to 20 digits")
    return digits


def argument_type(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Return `parse` as a type of argparse, which prints only the text of an ArgumentTypeError."""

    def parse_argument(text: str) -> T:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return parse_argument


whole_number = argument_type(parse_whole_number)
region = argument_type(parse_region)
caller_id = argument_type(parse_caller_id)
