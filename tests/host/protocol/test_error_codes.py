"""Error codes and reasons: none is ever removed, and the extension has a sentence and advice for each."""

import json
from pathlib import Path
from typing import get_args

import pytest

from voiso_call.errors import ErrorCode
from voiso_call.protocol.message_parts import Reason

LOCALES = Path(__file__).resolve().parents[3] / "extension" / "_locales"

# Append only: journals and extensions of earlier versions contain these codes. Add a new one here, too.
CODES = """
    number_invalid number_blocked emergency_number too_many_calls agent_unavailable call_outcome_unknown
    not_configured key_missing key_unavailable history_unavailable
    key_rejected permission_denied agent_unknown caller_id_rejected
    rate_limited voiso_unreachable tls_untrusted voiso_failed request_rejected
    host_missing host_forbidden host_crashed host_silent version_mismatch
    invalid_request message_too_large internal
"""
REASONS = """
    not_a_number leading_zero unknown_country_code emergency too_short text_mismatch
    premium_rate shared_cost personal satellite
    service_code blocked_prefix blocked_country do_not_call quiet_hours
    just_called too_many_this_minute too_many_today journal_quarantined invalid_number
"""


def test_no_code_and_no_reason_is_removed_or_renamed() -> None:
    assert {code.value for code in ErrorCode} == set(CODES.split())
    assert set(get_args(Reason)) == set(REASONS.split())


@pytest.mark.parametrize("locale", sorted(LOCALES.iterdir()), ids=lambda folder: folder.name)
def test_every_code_has_a_sentence_and_advice_and_every_reason_a_sentence(locale: Path) -> None:
    texts = json.loads((locale / "messages.json").read_text("utf-8"))
    keys = {f"error_{code}{suffix}" for code in CODES.split() for suffix in ("", "_advice")}
    keys |= {f"reason_{reason}" for reason in REASONS.split()}
    assert sorted(keys - texts.keys()) == []
    assert [key for key in sorted(keys) if len(texts[key]["message"]) < 10] == []
