"""Rows of a do-not-call list that people or programs wrote oddly: no number in them is lost in silence."""

import random

import phonenumbers
import pytest

from voiso_call.policy.do_not_call_rows import UnreadableRowError, read_rows


def numbers_of(content: str, region: str = "GB") -> set[str]:
    """Return all numbers of a list, in E.164."""
    return {f"+{digits}" for digits in read_rows(content.splitlines(keepends=True), region)}


@pytest.mark.parametrize(
    "row",
    [
        "#12,020 7946 0001",
        "#12;020 7946 0001",
        "# 12\t+442079460001",
        "#CRM-4711,Bob,020 7946 0001",
        "#1|020 7946 0001",
        "+44 20 7946 0002 ext 5 020 7946 0001",
        "020 7946 0002 extension 12 +44 20 7946 0001",
        "020 7946 0001 until 2027",
        "020 7946 0001 (bis 31.12.2027)",
    ],
)
def test_row_with_an_id_an_extension_or_a_date_protects_its_number(row: str) -> None:
    assert "+442079460001" in numbers_of(f"{row}\n")


@pytest.mark.parametrize("row", ["# 020 7946 0001", "#020 7946 0001,Bob", "#old,020 7946 0001", "#12"])
def test_row_that_was_made_a_comment_is_skipped(row: str) -> None:
    assert numbers_of(f"+14155550100\n{row}\n") == {"+14155550100"}


@pytest.mark.parametrize(
    "row",
    [
        "+44 20 7946 0000 to 0099",
        "+44 20 7946 0000 TO +44 20 7946 0099",
        "020 7946 0000 bis 020 7946 0099",
        "Bob,020 7946 0000 through 99",
        "020 7946 0000 hasta 0099",
        "+442079460000 - +442079460099",
        "+44 20 7946 0000-0099",
        "+442079460000..+442079460099",
        "+44 20 7946 00xx",
    ],
)
def test_range_of_numbers_is_an_error_because_those_between_would_not_be_protected(row: str) -> None:
    with pytest.raises(UnreadableRowError):
        numbers_of(f"{row}\n")


@pytest.mark.parametrize(
    ("row", "region", "e164"),
    [
        ("4930123456.0", "DE", {"+4930123456"}),
        ("30123456.00", "DE", {"+4930123456"}),
        ("2024063294.0", "US", {"+12024063294"}),
        ("Bob;4930123456.0;x", "DE", {"+4930123456"}),
        ('"4930123456,0"', "DE", {"+4930123456"}),
        ("Bob;4930123456,0", "DE", {"+4930123456"}),
        ("4.930.123.456,00", "DE", {"+4930123456"}),
        ("4930123456.0/4930123457.0", "DE", {"+4930123456", "+4930123457"}),
        ("0301234567.0", "DE", {"+49301234567", "+493012345670"}),  # a program, or extension 0
        ("+49301234567.0", "DE", {"+49301234567", "+493012345670"}),
        ("0301234567.12", "DE", {"+4930123456712"}),  # no program writes a 0 first
        ("4930123456.5,+442079460001", "DE", {"+442079460001"}),
        ("4711123e12,+442079460001", "DE", {"+442079460001"}),
    ],
)
def test_number_that_a_program_wrote_as_an_amount_is_read(row: str, region: str, e164: set[str]) -> None:
    assert numbers_of(f"{row}\n", region) == e164


def test_numbers_of_any_country_are_protected_as_amounts_too() -> None:
    """A column of numbers with empty cells may be exported as decimals, which have no 0 in front."""
    chosen = random.Random(1)  # noqa: S311 - the same numbers in each run
    for region in ["AT", "AU", "BR", "CI", "DE", "ES", "FR", "GB", "IN", "IT", "JP", "NL", "PL", "US"]:
        for number in _valid_numbers(region, 12, chosen):
            national = int(phonenumbers.national_significant_number(number))
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            for digits in (national, e164.removeprefix("+")):
                numbers = numbers_of(f"{digits}.0\n", region)
                assert e164 in numbers, (region, digits)
                assert numbers == numbers_of(f"{digits}\n", region)


def _valid_numbers(region: str, count: int, chosen: random.Random) -> list[phonenumbers.PhoneNumber]:
    example = phonenumbers.example_number(region)
    assert example is not None
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    texts = (f"{e164[:-4]}{chosen.randrange(10_000):04}" for _ in range(20 * count))
    numbers = [number for text in texts if phonenumbers.is_valid_number(number := phonenumbers.parse(text))]
    assert len(numbers) >= count
    return numbers[:count]


@pytest.mark.parametrize(
    "row", ["4930123456.5", "4930123456.25", "4930123456E0", "4.93012E+11", "4.930123456e9"]
)
def test_amount_that_is_no_phone_number_is_an_error(row: str) -> None:
    with pytest.raises(UnreadableRowError):
        numbers_of(f"{row}\n", "DE")


@pytest.mark.parametrize("row", ["0004930123456", "00030123456", "0000004930123456.0"])
def test_number_that_was_padded_with_zeros_is_protected(row: str) -> None:
    assert "+4930123456" in numbers_of(f"{row}\n", "DE")
