"""Parsing phone numbers, and the decisions that depend only on the number."""

from datetime import UTC, datetime

import pytest

from support.policy import decide
from voiso_call.errors import CallError, ErrorCode
from voiso_call.policy import evaluate, phone_numbers
from voiso_call.protocol.message_parts import Reason


@pytest.mark.parametrize(
    ("text", "region", "e164", "country"),
    [
        ("+1 (415) 555-0100", None, "+14155550100", "US"),
        ("(415) 555-0100", "US", "+14155550100", "US"),
        ("020 7946 0000", "GB", "+442079460000", "GB"),
        ("+39 • 333 • 70 41 882", "IT", "+393337041882", "IT"),
        ("0100\u200e-837\u200e-4462", "EG", "+201008374462", "EG"),
        ("+44 (0)20 7946 0000", None, "+442079460000", "GB"),
        ("+44020 7946 0000", None, "+442079460000", "GB"),
        ("+44 (0)020 7946 0000", None, "+442079460000", "GB"),
        ("+45 (0) 32 12 34 56", None, "+4532123456", "DK"),  # Denmark has no national prefix
        ("+1 (0) 415 555 0100", None, "+14155550100", "US"),  # the brackets say where the 0 is dialled
        ("+39 (0)6 1234 5678", None, "+390612345678", "IT"),  # in Italy the 0 is dialled from abroad, too
        ("00 44 20 7946 0000", "US", "+442079460000", "GB"),
        ("+00 44 20 7946 0000", None, "+442079460000", "GB"),
        ("00 44 20 7946 0000", None, "+442079460000", "GB"),
        ("TEL:+44-20-7946-0000;ext=5", None, "+442079460000", "GB"),
        ("tel:7946-0000;phone-context=+44-20", "US", "+442079460000", "GB"),
        ("+54 11 15 2345 6789", None, "+5491123456789", "AR"),
        ("0044 20 7946 0000", "DE", "+442079460000", "GB"),
        ("011 44 20 7946 0000", "US", "+442079460000", "GB"),
        ("tel:+33-1-99-00-12-34", None, "+33199001234", "FR"),
        ("1-800-FLOWERS", "US", "+18003569377", "US"),
        ("٠٢٠ ٧٩٤٦ ٠٠٠٠", "GB", "+442079460000", "GB"),
        (
            "+44\N{NO-BREAK SPACE}20\N{NON-BREAKING HYPHEN}7946\N{FIGURE DASH}0000",
            None,
            "+442079460000",
            "GB",
        ),
        ("020 7946 0000 ext. 12", "GB", "+442079460000", "GB"),
        ("020 7946 0000 #12", "GB", "+442079460000", "GB"),
        ("+1 415 555 0100,,1366520583#", None, "+14155550100", "US"),
        ("+14155550100,,81234567890#,,,,*123456#", None, "+14155550100", "US"),
        ("+14155550100p123", None, "+14155550100", "US"),
        ("tel:+14155550100w12#", None, "+14155550100", "US"),
        ("(415) 555-0100,123#", "US", "+14155550100", "US"),
        ("+800 1234 5678", None, "+80012345678", None),
        ("01 55 1234 5678", "MX", "+525512345678", "MX"),
        ("044 55 1234 5678", "MX", "+525512345678", "MX"),
        ("+52 1 55 1234 5678", None, "+525512345678", "MX"),
        ("+1\u202f212\u2009555\u20070144", None, "+12125550144", "US"),
        ("11 2345 6789", "IN", "+911123456789", "IN"),  # Delhi, although 112 is an emergency number
        ("911 2345-6789", "AR", "+5491123456789", "AR"),
    ],
)
def test_parse_reads_a_number_as_dialled_in_the_region(
    text: str, region: str | None, e164: str, country: str | None
) -> None:
    parsed = phone_numbers.parse(text, region)
    number = parsed.number
    assert number is not None
    assert decide(parsed).decision == "allow"
    assert (number.e164, number.country, number.digits) == (e164, country, e164[1:])


@pytest.mark.parametrize(
    ("text", "region", "reason", "code"),
    [
        ("999", "GB", "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("112", "DE", "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("911", "US", "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("9-1-1", "US", "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("112", None, "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("0112 ext 1234567", "DE", "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("0110 x1234567", "DE", "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("+49 112", None, "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("+290 0911", None, "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("+352 0112", None, "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("0900 ext 1234567", "DE", "too_short", ErrorCode.NUMBER_BLOCKED),
        ("911 5550 100", "US", "emergency", ErrorCode.EMERGENCY_NUMBER),  # the network connects it to 911
        ("+49 112 0000", None, "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("+44 999 0000000", None, "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("999 0000000", "GB", "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("0044 999 0000000", "GB", "emergency", ErrorCode.EMERGENCY_NUMBER),
        ("12345", "GB", "too_short", ErrorCode.NUMBER_BLOCKED),
        ("12345 Bob", "DE", "too_short", ErrorCode.NUMBER_BLOCKED),  # the letters are no valid number's keys
        ("012345 ext 99", "DE", "too_short", ErrorCode.NUMBER_BLOCKED),
        ("*100#", "GB", "service_code", ErrorCode.NUMBER_BLOCKED),
        ("*21*020 7946 0000#", "GB", "service_code", ErrorCode.NUMBER_BLOCKED),
        ("#31#+44 20 7946 0000", "GB", "service_code", ErrorCode.NUMBER_BLOCKED),
        ("*67 (415) 555-0100", "US", "service_code", ErrorCode.NUMBER_BLOCKED),
        (
            "\N{FULLWIDTH ASTERISK}100\N{FULLWIDTH NUMBER SIGN}",
            "GB",
            "service_code",
            ErrorCode.NUMBER_BLOCKED,
        ),
        ("2001", None, "too_short", ErrorCode.NUMBER_BLOCKED),
        ("+1 415 555 010", None, "not_a_number", ErrorCode.NUMBER_INVALID),
        ("020 7946 0000", None, "not_a_number", ErrorCode.NUMBER_INVALID),
        ("555-0100", "US", "not_a_number", ErrorCode.NUMBER_INVALID),
        ("+999 123456789", "US", "unknown_country_code", ErrorCode.NUMBER_INVALID),
        ("+999 123 4567", None, "unknown_country_code", ErrorCode.NUMBER_INVALID),
        ("00 999 123 4567", "DE", "unknown_country_code", ErrorCode.NUMBER_INVALID),
        ("+999 12", "GB", "unknown_country_code", ErrorCode.NUMBER_INVALID),  # more digits do not help
        ("+99", "GB", "too_short", ErrorCode.NUMBER_BLOCKED),  # may become +992
        ("020 7946 0000", "US", "leading_zero", ErrorCode.NUMBER_INVALID),  # not +1 207-946-0000
        ("030 23125042", "US", "leading_zero", ErrorCode.NUMBER_INVALID),
        ("0415 555 0100", "US", "leading_zero", ErrorCode.NUMBER_INVALID),
        ("(0415) 555 0100", "US", "leading_zero", ErrorCode.NUMBER_INVALID),
        ("+1 0415 555 0100", "US", "leading_zero", ErrorCode.NUMBER_INVALID),
        ("tel:0415-555-0100", "US", "leading_zero", ErrorCode.NUMBER_INVALID),
        ("+45 032 12 34 56", None, "leading_zero", ErrorCode.NUMBER_INVALID),
        ("call us seven days a week", "US", "not_a_number", ErrorCode.NUMBER_INVALID),
        ("1" * 64, "US", "not_a_number", ErrorCode.NUMBER_INVALID),
    ],
)
def test_evaluate_denies_with_a_reason(text: str, region: str | None, reason: str, code: ErrorCode) -> None:
    decision = decide(phone_numbers.parse(text, region))
    assert (decision.decision, decision.reasons) == ("deny", [reason])
    with pytest.raises(CallError) as raised:
        raise decision.to_error()
    assert raised.value.code is code


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("+44 909 8790000", "premium_rate"),
        ("+49 1801 234567", "shared_cost"),
        ("+44 70 1234 5678", "personal"),
        ("+870 773 123456", "satellite"),
        ("+881 6 1234 5678", "satellite"),
    ],
)
def test_numbers_that_cost_extra_need_confirmation(text: str, reason: Reason) -> None:
    assert decide(phone_numbers.parse(text, None)) == evaluate.PolicyDecision("confirm", [reason])


def test_evaluate_denies_if_page_text_is_another_number() -> None:
    shown = phone_numbers.parse("+442079460000", "GB")
    assert decide(shown, phone_numbers.parse("020 7946 0000", "GB")).decision == "allow"
    mismatch = decide(shown, phone_numbers.parse("020 7946 0001", "GB"))
    assert (mismatch.decision, mismatch.reasons) == ("deny", ["text_mismatch"])
    assert decide(shown, phone_numbers.parse("999", "GB")).reasons == ["emergency"]


def test_local_time_is_none_if_ambiguous() -> None:
    noon = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)

    def time_at(text: str) -> str | None:
        number = phone_numbers.parse(text, None).number
        assert number is not None
        time = phone_numbers.local_time(number, noon)
        return time.isoformat() if time else None

    assert time_at("+442079460000") == "2026-07-01T13:00:00+01:00"
    assert time_at("+14155550100") == "2026-07-01T05:00:00-07:00"
    assert time_at("+18003569377") is None  # toll-free: anywhere in North America
    assert time_at("+80012345678") is None
