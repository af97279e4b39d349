"""What an invalid number may cost, by its first digits; and the walk over patterns that tells it."""

import itertools
import re

import phonenumbers
import pytest
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

from support.policy import decide
from voiso_call.policy import phone_numbers
from voiso_call.policy.pattern_prefix import longest_prefix
from voiso_call.protocol.message_parts import Reason

FIELDS = (
    *("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number"),
    *("voip", "pager", "uan", "voicemail"),
)
COSTLY: dict[int, Reason] = {
    PhoneNumberType.PREMIUM_RATE: "premium_rate",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
}


def patterns() -> set[tuple[str, str, int]]:
    """Return every pattern of a kind of number, a national number that matches, the length of the longest."""
    plans = [PhoneMetadata.metadata_for_region(region) for region in phonenumbers.SUPPORTED_REGIONS]
    plans += [
        PhoneMetadata.metadata_for_nongeo_region(code)
        for code in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS
    ]
    descriptions = [getattr(plan, field) for plan in plans for field in FIELDS]
    return {
        (description.national_number_pattern, description.example_number, max(description.possible_length))
        for description in descriptions
        if description is not None and description.national_number_pattern and description.example_number
    }


def test_every_beginning_of_a_matching_number_agrees_with_its_pattern() -> None:
    assert len(patterns()) > 800
    for pattern, example, _ in patterns():
        for end in range(len(example) + 1):
            assert longest_prefix(pattern, example[:end]) == end, pattern
        assert longest_prefix(pattern, f"{example}0000000000") < 20, pattern


def test_longest_prefix_agrees_with_re_for_every_pattern() -> None:
    """A text of the greatest length that a pattern matches agrees completely if and only if it matches."""
    for pattern, example, max_length in patterns():
        compiled = re.compile(pattern)
        digits = example.ljust(max_length, "2")
        for index, digit in itertools.product(range(max_length), "02579"):
            text = f"{digits[:index]}{digit}{digits[index + 1 :]}"
            is_match = compiled.fullmatch(text) is not None
            assert (longest_prefix(pattern, text) == len(text)) is is_match, (pattern, text)


@pytest.mark.parametrize(
    ("pattern", "digits", "length"),
    [
        ("900[2-9]\\d{6}", "9001550121", 3),
        ("900[2-9]\\d{6}", "8", 0),
        ("1(?:2|34?){2}5", "13345", 5),
        ("1(?:2|34?){2}5", "1222", 3),
        ("(?:8[0-2]|9)\\d{2,3}", "83", 1),
        ("(?:8[0-2]|9)\\d{2,3}", "91234567", 4),
        ("12?3", "13", 2),
    ],
)
def test_longest_prefix_of_a_number_that_does_not_match(pattern: str, digits: str, length: int) -> None:
    assert longest_prefix(pattern, digits) == length


@pytest.mark.parametrize("pattern", ["1(?!2)", "1*", "1)", "(1)", "[^1]", "a", "."])
def test_longest_prefix_rejects_elements_that_the_metadata_does_not_use(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|literal"):
        longest_prefix(pattern, "123")


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("+1 900 155 0121", ["premium_rate", "invalid_number"]),
        ("+44 909 8790 00", ["premium_rate", "invalid_number"]),
        ("+49 1801 2", ["shared_cost", "invalid_number"]),
        ("+44 70 1234 567", ["personal", "invalid_number"]),
        ("+870 999 999999", ["satellite", "invalid_number"]),
        ("+44 20 7946 000", ["invalid_number"]),
        ("+44 7700 900123", ["invalid_number"]),
        ("+979 000 000 000", ["premium_rate", "invalid_number"]),
    ],
)
def test_kind_of_an_invalid_number_is_decided_by_its_first_digits(text: str, reasons: list[Reason]) -> None:
    decision = decide(phone_numbers.parse(text, None))
    assert (decision.decision, decision.reasons) == ("confirm", reasons)


def test_no_invalid_sibling_of_a_costly_number_is_dialled_unasked() -> None:
    """Change each digit of the example numbers of all countries to a low and a high one."""
    costs = 0
    for region, number_type in itertools.product(sorted(phonenumbers.SUPPORTED_REGIONS), COSTLY):
        example = phonenumbers.example_number_for_type(region, number_type)
        if example is None:
            continue
        code = f"+{example.country_code}"
        digits = phonenumbers.format_number(example, PhoneNumberFormat.E164).removeprefix(code)
        for index, digit in itertools.product(range(len(digits)), "0159"):
            text = f"{code}{digits[:index]}{digit}{digits[index + 1 :]}"
            parsed = phone_numbers.parse(text, None)
            if parsed.number is None or parsed.number.is_valid:
                continue
            decision = decide(parsed)
            assert decision.decision == "deny" or decision.reasons[-1] == "invalid_number", text
            costs += COSTLY[number_type] in decision.reasons
    assert costs > 500, "many are asked for as their kind"
