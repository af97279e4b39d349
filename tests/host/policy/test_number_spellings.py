"""Every spelling of a number gets one verdict, whichever rule decides."""

import csv
import io
import re
from typing import Any

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat

from support.number_spellings import (
    emergency_numbers,
    example_numbers,
    international_spellings,
    spellings,
)
from support.policy import decide
from voiso_call.config.policy_settings import PolicySettings
from voiso_call.policy import do_not_call_rows, emergency, number_reading, phone_numbers
from voiso_call.policy.evaluate import PolicyContext, PolicyDecision

EXAMPLES = st.deferred(lambda: st.sampled_from(example_numbers()))
DENY_COSTLY = {
    "number_types": {"premium_rate": "deny", "shared_cost": "deny", "personal": "deny", "satellite": "deny"}
}


def policies(e164: str) -> list[dict[str, Any]]:
    """Return sections [policy] in which another rule decides about the number."""
    return [
        {},
        {"blocked_prefixes": [e164[:6]]},
        {"blocked_prefixes": [e164[:3]], "allowed_prefixes": [e164[:7]]},
        DENY_COSTLY,
    ]


def as_csv(text: str) -> str:
    file = io.StringIO()
    csv.writer(file).writerow(["Smith", text, "2026-01-02"])
    return file.getvalue()


@settings(max_examples=120, deadline=None)
@given(data=st.data(), example=EXAMPLES)
def test_every_spelling_of_a_number_gets_one_verdict(
    data: st.DataObject, example: tuple[str, PhoneNumber]
) -> None:
    region, number = example
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    texts = list(spellings(number, region))
    policy = PolicySettings.model_validate(data.draw(st.sampled_from(policies(e164))))
    listed = data.draw(st.sampled_from([None, *texts]))
    rows = [] if listed is None else as_csv(listed).splitlines(keepends=True)
    read_in = None if region == "001" else region
    original = phone_numbers.parse(e164, None)
    on_list = int(e164[1:]) in set(do_not_call_rows.read_rows(rows, read_in))
    assert on_list is (listed is not None), listed

    def verdict(text: str, region: str | None) -> PolicyDecision:
        parsed = phone_numbers.parse(text, region)
        assert parsed.number is not None, text
        assert parsed.number.e164 == e164, text
        return decide(parsed, original, policy, PolicyContext(on_do_not_call_list=on_list))

    expected = verdict(e164, None)
    assert expected.reasons != ["emergency"], "the number is valid"
    is_long = (
        len(e164) > number_reading.MIN_DIALABLE_DIGITS
    )  # 7 digits and "+": a few numbers of Iran are shorter
    assert not on_list or expected.reasons == (["do_not_call"] if is_long else ["too_short"])
    for text in texts:
        assert verdict(text, read_in) == expected, text
    for text in international_spellings(number):
        assert verdict(text, None) == expected, text
        assert verdict(text, "US") == expected, text


@settings(max_examples=300, deadline=None)
@given(data=st.data(), example=EXAMPLES)
def test_e164_form_of_any_number_is_read_as_the_same_number(
    data: st.DataObject, example: tuple[str, PhoneNumber]
) -> None:
    """Also of numbers that are not valid: digits are changed, added or removed."""
    e164 = phonenumbers.format_number(example[1], PhoneNumberFormat.E164)
    index = data.draw(st.integers(2, len(e164)))
    digits = data.draw(st.text("0123456789", max_size=3))
    parsed = phone_numbers.parse(e164[:index] + digits + e164[index + 1 :], None)
    if parsed.number is not None:
        again = phone_numbers.parse(parsed.number.e164, data.draw(st.sampled_from([None, "US", example[0]])))
        assert again.number == parsed.number
        assert decide(parsed) == decide(again)


def test_national_prefix_after_the_country_code_is_no_part_of_the_number() -> None:
    """In Colombia "03" names a carrier, which hides the 0 before a mobile number from the library."""
    for text in ("+57 0321 1234567", "+57 (0)321 1234567", "+57 321 1234567"):
        parsed = phone_numbers.parse(text, None)
        assert parsed.number is not None, text
        assert parsed.number.e164 == "+573211234567", text


def test_no_zero_is_dropped_where_it_is_no_national_prefix() -> None:
    """A number of another country would else be read as one of this: 020 7946 0000 as +1 207 946 0000."""
    refused = 0
    for region, number in example_numbers():
        plan = None if region == "001" else PhoneMetadata.metadata_for_region(region)
        if plan is None or re.match(plan.national_prefix_for_parsing or "(?!)", "0"):
            continue
        written = "0" + phonenumbers.national_significant_number(number)
        for text in (written, f"+{number.country_code} {written}"):
            parsed = phone_numbers.parse(text, region)
            is_kept = parsed.number is not None and parsed.number.digits.endswith(written)
            has_rule = plan.national_prefix_for_parsing and re.match(
                plan.national_prefix_for_parsing, written
            )
            if decide(parsed).decision == "allow":
                assert is_kept or has_rule, (text, region, parsed.number)
            refused += parsed.number is None
    assert refused > 500


EXACT_ONLY = {"BR", "CL", "NI"}  # there, more digits after an emergency number make another one
TAILS = ("0000", "12345", "5550100", "0000000", "00000000")


def test_emergency_rule_is_one_for_national_and_international_spelling() -> None:
    numbers = emergency_numbers(range(10, 1000))
    for tail in TAILS:
        assert denied_with_tail(numbers, tail) > 20, tail


def denied_with_tail(numbers: list[tuple[str, str]], tail: str) -> int:
    """Return how many of the numbers are denied with more digits after them, in both spellings alike."""
    denied = 0
    for region, digits in numbers:
        code = phonenumbers.country_code_for_region(region)
        national = phone_numbers.parse(f"{digits}{tail}", region)
        international = phone_numbers.parse(f"+{code} {digits} {tail}", None)
        for parsed in (national, international):
            if parsed.number is not None and parsed.number.is_valid:
                assert not parsed.is_emergency, (region, digits)
        if international.number is None or international.number.is_valid:
            continue
        assert international.is_emergency is (region not in EXACT_ONLY), (region, digits)
        assert national.number is None or decide(national) == decide(international)
        denied += international.is_emergency
    return denied


def test_no_emergency_number_is_longer_than_the_rule_assumes() -> None:
    lengths = {
        length
        for region in phonenumbers.SUPPORTED_SHORT_REGIONS
        if (plan := phonenumbers.PhoneMetadata.short_metadata_for_region(region)) and plan.emergency
        for length in plan.emergency.possible_length
    }
    assert max(lengths) <= emergency.MAX_EMERGENCY_DIGITS


def test_certain_e164_numbers_of_a_list_are_read_as_by_the_parser() -> None:
    """The fast path, for numbers of all countries with digits changed, added and removed."""
    certain = 0
    for _, number in example_numbers():
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        texts = [e164, e164[:-1], f"{e164}0", f"{e164}00"]
        texts += [
            f"{e164[:index]}{digit}{e164[end:]}"
            for index in range(2, 7)
            for digit in "0159"
            for end in (index, index + 1)
        ]
        for text in texts:
            if (digits := do_not_call_rows.plain_e164(text)) is not None:
                parsed = number_reading.read(text, None)
                assert parsed is not None, text
                assert number_reading.is_possible(parsed), text
                assert phonenumbers.format_number(parsed, PhoneNumberFormat.E164) == f"+{digits}", text
                certain += 1
    assert certain > 10_000


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("112p1234567", "DE"),  # p is a pause: the network connects 112 before it
        ("122p1234567", "AT"),
        ("144 w 1234567", "AT"),
        ("tel:133P1234567", "AT"),
        ("999 or 999", "AC"),
        ("112 or 112", "AD"),
        ("+43 122 p 1234567", None),
        ("0061 106", "AU"),  # 00 instead of +
        ("0061112", "AU"),
        ("00375 101", "BY"),
        ("+61 000 1234567", None),
        ("0061 000 12345", "AU"),
        ("+375 8 101 12345", None),  # 8 is dialled only within Belarus
    ],
)
def test_emergency_number_is_found_in_every_reading_of_a_text(text: str, region: str | None) -> None:
    assert phone_numbers.parse(text, region).is_emergency


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("1-800-FLOWERS", "US"),
        ("+1 800 FLOWERS", None),
        ("+49 30 123456 ext. 112", None),
        ("030 110112 Durchwahl 110", "DE"),
        ("+91 11 2345 6789 x112", None),
        ("011 2345 6789", "IN"),
        ("020 7946 0999 p 999", "GB"),
        ("+43 1 2212345 p 122", None),
        ("0800 GO FEDEX", "GB"),
    ],
)
def test_other_digits_of_a_text_make_no_emergency_number(text: str, region: str | None) -> None:
    assert not phone_numbers.parse(text, region).is_emergency
