"""Policy rules: countries, prefixes, number types, quiet hours."""

import functools
from datetime import UTC, datetime
from typing import Any

import phonenumbers
import pytest
from pydantic import ValidationError

from support.number_spellings import emergency_numbers
from support.policy import EMPTY_CONTEXT, decide
from voiso_call.config.limit_settings import LimitSettings
from voiso_call.config.policy_settings import NumberTypeActions, PolicySettings
from voiso_call.config.settings import Settings, describe_error
from voiso_call.errors import CallError, ErrorCode
from voiso_call.policy import phone_numbers
from voiso_call.policy.evaluate import PolicyContext, PolicyDecision
from voiso_call.policy.rate_limits import RecentCalls
from voiso_call.protocol.message_parts import Reason

UK, FRENCH, PREMIUM = "+44 20 7946 0000", "+33 1 99 00 12 34", "+44 909 879 0000"
UNASSIGNED_UK = "+44 7700 900123"  # in no range that the metadata knows
UNASSIGNED_PREMIUM = "+1 900 155 0121"  # no number can begin with 1 after 900
UNASSIGNED_FRENCH = "+33 0 99 00 12 34"
ALLOW_INVALID = {"number_types": {"invalid": "allow"}}
SATELLITE, TOLL_FREE = "+870 773 123456", "+800 1234 5678"


def decide_with(text: str, context: PolicyContext = EMPTY_CONTEXT, **section: Any) -> PolicyDecision:
    """Decide about a number with one section [policy], validated as from a file."""
    parsed = phone_numbers.parse(text, "GB")
    return decide(parsed, None, PolicySettings.model_validate(section), context)


@pytest.mark.parametrize(
    ("text", "section", "reasons"),
    [
        (UK, {"allowed_countries": ["GB", "IE"]}, []),
        (FRENCH, {"allowed_countries": ["GB", "IE"]}, ["blocked_country"]),
        (TOLL_FREE, {"allowed_countries": ["GB"]}, ["blocked_country"]),
        (TOLL_FREE, {"allowed_countries": ["GB"], "allowed_prefixes": ["+800"]}, []),
        (FRENCH, {"blocked_countries": ["FR"]}, ["blocked_country"]),
        (UK, {"blocked_countries": ["FR"]}, []),
        (UNASSIGNED_UK, {"blocked_countries": ["GB"]}, ["blocked_country"]),
        (UNASSIGNED_UK, {"blocked_countries": ["JE"]}, ["blocked_country"]),  # Jersey has +44, too
        (UNASSIGNED_UK, {"blocked_countries": ["FR"], **ALLOW_INVALID}, []),
        (UNASSIGNED_UK, {"allowed_countries": ["FR"]}, ["blocked_country"]),
        (UNASSIGNED_UK, {"allowed_countries": ["GB"]}, ["blocked_country"]),
        (UNASSIGNED_UK, {"allowed_countries": ["GB", "GG", "IM", "JE"], **ALLOW_INVALID}, []),
        (UNASSIGNED_UK, {"number_types": {"invalid": "deny"}}, ["invalid_number"]),
        (UNASSIGNED_PREMIUM, {"number_types": {"premium_rate": "deny"}}, ["premium_rate"]),
        (UNASSIGNED_PREMIUM, {"number_types": {"premium_rate": "allow", "invalid": "allow"}}, []),
        (UK, {"blocked_prefixes": ["+4420"]}, ["blocked_prefix"]),
        (UK, {"blocked_prefixes": ["+44"], "allowed_prefixes": ["+4420"]}, []),
        (UK, {"blocked_prefixes": ["+4420"], "allowed_prefixes": ["+44"]}, ["blocked_prefix"]),
        (UK, {"blocked_prefixes": ["+44"], "allowed_prefixes": ["+44"]}, ["blocked_prefix"]),
        (PREMIUM, {"number_types": {"premium_rate": "deny"}}, ["premium_rate"]),
        (PREMIUM, {"number_types": {"premium_rate": "allow"}}, []),
        (
            PREMIUM,
            {"number_types": {"premium_rate": "deny"}, "blocked_countries": ["GB"]},
            ["blocked_country", "premium_rate"],
        ),
        (SATELLITE, {"number_types": {"satellite": "deny"}}, ["satellite"]),
    ],
)
def test_country_prefix_and_number_type_rules(
    text: str, section: dict[str, Any], reasons: list[Reason]
) -> None:
    assert decide_with(text, **section) == PolicyDecision("deny" if reasons else "allow", reasons)


SHARED_CALLING_CODES = {
    code: set(regions)
    for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()
    if len(regions) > 1
}


@pytest.mark.parametrize("code", SHARED_CALLING_CODES)
def test_number_of_unknown_country_may_belong_to_every_country_of_its_code(code: int) -> None:
    texts = (f"+{code}{start}{'0' * zeros}" for zeros in range(7, 1, -1) for start in range(10, 1000))
    parsed = ((text, phone_numbers.parse(text, None)) for text in texts)
    unassigned = next(
        text
        for text, result in parsed
        if result.number is not None
        and result.number.country is None
        and decide(result) == PolicyDecision("confirm", ["invalid_number"])
    )
    denied = PolicyDecision("deny", ["blocked_country"])
    for region in {*SHARED_CALLING_CODES[code], "SE"}:
        is_possible = region in SHARED_CALLING_CODES[code]
        assert (decide_with(unassigned, blocked_countries=[region]) == denied) is is_possible
        assert decide_with(unassigned, allowed_countries=[region]) == denied
    all_regions = [*SHARED_CALLING_CODES[code]]
    assert decide_with(unassigned, allowed_countries=all_regions).decision == "confirm"
    assert decide_with(unassigned, allowed_countries=all_regions[1:]) == denied


def test_invalid_number_needs_confirmation_and_names_its_country_if_known() -> None:
    assert decide_with(UNASSIGNED_FRENCH) == PolicyDecision("confirm", ["invalid_number"], {"country": "FR"})
    assert decide_with(UNASSIGNED_UK) == PolicyDecision("confirm", ["invalid_number"])
    assert decide_with(UNASSIGNED_PREMIUM) == PolicyDecision("confirm", ["premium_rate", "invalid_number"])


def test_denial_has_the_params_of_its_first_reason_only() -> None:
    context = PolicyContext(recent=RecentCalls(ages_any_number=[1.0], quarantined_journal="file"))
    parsed = phone_numbers.parse(UNASSIGNED_FRENCH, None)
    limits = LimitSettings(per_minute=1)
    denied = decide(
        parsed, None, PolicySettings(number_types=NumberTypeActions(invalid="deny")), context, limits
    )
    assert denied == PolicyDecision("deny", ["invalid_number", "too_many_this_minute"], {"country": "FR"})
    assert "call again" not in denied.to_error().detail
    confirm = decide(parsed, None, PolicySettings(), context, LimitSettings())
    assert confirm == PolicyDecision(
        "confirm", ["invalid_number", "journal_quarantined"], {"country": "FR", "file": "file"}
    )


def test_denial_error_names_the_rule() -> None:
    with pytest.raises(CallError) as raised:
        raise decide_with(PREMIUM, number_types={"premium_rate": "deny"}).to_error()
    assert (raised.value.code, raised.value.params) == (ErrorCode.NUMBER_BLOCKED, {"reason": "premium_rate"})


NIGHT = {"since": "20:00", "until": "08:00"}


@pytest.mark.parametrize(
    ("utc", "quiet", "expected"),
    [
        ("19:00", NIGHT, PolicyDecision("confirm", ["quiet_hours"])),  # 20:00 in London: British Summer Time
        ("18:59", NIGHT, PolicyDecision("allow")),
        ("06:59", NIGHT, PolicyDecision("confirm", ["quiet_hours"])),
        ("07:00", NIGHT, PolicyDecision("allow")),
        ("01:00", {**NIGHT, "action": "deny"}, PolicyDecision("deny", ["quiet_hours"])),
        ("11:30", {"since": "12:00", "until": "13:00"}, PolicyDecision("confirm", ["quiet_hours"])),
        ("12:00", {"since": "12:00", "until": "13:00"}, PolicyDecision("allow")),
    ],
)
def test_quiet_hours_use_the_callees_local_time(
    utc: str, quiet: dict[str, str], expected: PolicyDecision
) -> None:
    now = datetime.fromisoformat(f"2026-07-01T{utc}:00+00:00")
    number = phone_numbers.parse(UK, None).number
    assert number is not None
    context = PolicyContext(callee_times=phone_numbers.local_times(number, now))
    assert decide_with(UK, context, quiet_hours=quiet) == expected


def test_quiet_hours_in_one_of_several_time_zones_are_enough() -> None:
    number = phone_numbers.parse("+1 800 555 0199", None).number  # anywhere in North America
    assert number is not None
    morning = datetime(2026, 7, 1, 13, 0, tzinfo=UTC)  # 9:00 in New York, 6:00 in California
    times = phone_numbers.local_times(number, morning)
    assert len(times) > 3
    assert phone_numbers.local_time(number, morning) is None
    decision = decide_with("+1 800 555 0199", PolicyContext(callee_times=times), quiet_hours=NIGHT)
    assert decision == PolicyDecision("confirm", ["quiet_hours"])


@pytest.mark.parametrize(
    "text", [UNASSIGNED_UK, UNASSIGNED_PREMIUM, UNASSIGNED_FRENCH, "+49 118 33", "+55 190 123 4567"]
)
def test_quiet_hours_hold_for_numbers_that_are_not_valid(text: str) -> None:
    number = phone_numbers.parse(text, None).number
    assert number is not None
    assert not number.is_valid
    night = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
    context = PolicyContext(callee_times=phone_numbers.local_times(number, night))
    quiet = {**NIGHT, "action": "deny"}
    assert decide_with(text, context, quiet_hours=quiet) == PolicyDecision("deny", ["quiet_hours"])


def test_all_reasons_to_confirm_are_returned_together() -> None:
    night = [datetime(2026, 7, 1, 23, 0, tzinfo=UTC)]
    decision = decide_with(PREMIUM, PolicyContext(callee_times=night), quiet_hours=NIGHT)
    assert decision == PolicyDecision("confirm", ["premium_rate", "quiet_hours"])


@pytest.mark.parametrize(
    ("section", "field"),
    [
        ({"allowed_countries": ["UK"]}, "allowed_countries"),
        ({"blocked_prefixes": ["0900"]}, "blocked_prefixes"),
        ({"blocked_prefixes": ["+"]}, "blocked_prefixes"),
        ({"number_types": {"premium_rate": "ask"}}, "number_types"),
        ({"number_types": {"mobile": "deny"}}, "number_types"),
        ({"quiet_hours": {"since": "20:00"}}, "quiet_hours"),
        ({"quiet_hours": {"since": "8pm", "until": "08:00"}}, "quiet_hours"),
        ({"quiet_hours": {"since": "24:00", "until": "08:00"}}, "quiet_hours"),
        ({"quiet_hour": {}}, "quiet_hour"),
    ],
)
def test_invalid_policy_setting_is_rejected(section: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Settings.model_validate({"cluster": "cc-ams03", "user_id": 1234, "policy": section})
    assert describe_error(raised.value)[0].startswith(f"policy.{field}")


FULL_WIDTH = str.maketrans("0123456789", "".join(chr(0xFF10 + digit) for digit in range(10)))
ARABIC = str.maketrans("0123456789", "".join(chr(0x660 + digit) for digit in range(10)))


def test_emergency_numbers_of_all_regions_are_denied_in_any_spelling() -> None:
    numbers = emergency_numbers(range(10, 10_000))
    assert len({region for region, _ in numbers}) > 200
    parse_valid = functools.cache(lambda region: phone_numbers.parse(UK, region))
    for region, digits in numbers:
        spellings = [
            digits,
            "-".join(digits),
            f" ({digits}) ",
            f"tel:{digits}",
            f"\u200e{digits[0]}\u00a0{digits[1:]}",
            f"\ufeff{digits}\u200b",
            "\u2060".join(digits),
            "\u00ad".join(digits),
            f"\u202a{digits}\u202c",
            ".".join(digits),
            "/".join(digits),
            digits.translate(FULL_WIDTH),
            digits.translate(ARABIC),
            f"{digits} ext. 1234567",
            f"{digits};ext=1234567",
            f"{digits}#",
        ]
        for spelling in spellings:
            parsed = phone_numbers.parse(spelling, region)
            decision = decide(parsed)
            assert decision.decision == "deny", (region, spelling)
            if "ext" not in spelling:
                assert decision.reasons[0] in ("emergency", "service_code"), (region, spelling)
            as_page_text = decide(parse_valid(region), parsed)
            assert as_page_text.decision == "deny", (region, spelling)
