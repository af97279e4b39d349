"""Every code, reason and type of number has a sentence, and no code of the protocol is shown to people."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from support.cli_runner import run, run_setup
from voiso_call.cli import texts
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.message_parts import Decision, Disposition, NumberType, Reason

ROOT = Path(__file__).parents[3]


def test_every_code_reason_and_number_type_has_a_sentence() -> None:
    assert set(texts.ERRORS) == set(ErrorCode)
    assert set(texts.REASONS) == set(get_args(Reason))
    assert set(texts.NUMBER_TYPES) == set(get_args(NumberType))
    assert set(texts.DECISIONS) == set(get_args(Decision))
    assert set(texts.OUTCOMES) == set(get_args(Disposition))
    locale = json.loads((ROOT / "extension/_locales/en/messages.json").read_text("utf-8"))
    for disposition, words in texts.OUTCOMES.items():
        assert locale[f"outcome_{disposition}"]["message"] == words
    for sentence in [*texts.ERRORS.values(), *texts.REASONS.values()]:
        assert re.fullmatch(r"[A-Z].*\.", sentence), sentence
        assert "_" not in sentence


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (CallError(ErrorCode.NUMBER_BLOCKED, "", reason="do_not_call"), texts.REASONS["do_not_call"]),
        (
            CallError(ErrorCode.TOO_MANY_CALLS, "", reason="too_many_today", retry_after_s=7200),
            f"{texts.REASONS['too_many_today']} Call again in 2 hours.",
        ),
        (
            CallError(ErrorCode.NOT_CONFIGURED, "user_id: is missing", field="user_id"),
            "A setting is wrong. user_id: is missing",
        ),
        (
            CallError(ErrorCode.NOT_CONFIGURED, "no call is placed", store="journal"),
            "Other users of this computer can change the history of calls. No call is placed",
        ),
        (
            CallError(ErrorCode.HOST_FORBIDDEN, "/a/b is full"),
            f"{texts.ERRORS[ErrorCode.HOST_FORBIDDEN]} /a/b is full",
        ),
        (
            CallError(ErrorCode.KEY_MISSING, "none is stored"),
            f"{texts.ERRORS[ErrorCode.KEY_MISSING]} None is stored",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else value.code,
)
def test_failure_is_described_by_its_reason_or_by_code_and_detail(error: CallError, text: str) -> None:
    assert texts.failure_text(error) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(1, "1 s"), (119, "119 s"), (121, "3 minutes"), (7201, "3 hours")]
)
def test_duration_is_rounded_up(seconds: int, text: str) -> None:
    assert texts.duration(seconds) == text


def test_incomplete_number_is_reported_with_its_region(sandbox_url: str) -> None:
    run_setup(sandbox_url)
    assert "Not a complete number in GB." in run("check", "12345678").stdout
    assert "Not a complete number in US." in run("call", "12345678", "--region", "us").stderr
    assert "not a complete phone number" in run("call", "+1 415 555").stderr


def test_error_for_people_ends_with_its_code(sandbox_url: str) -> None:
    run_setup(sandbox_url)
    refused = run("call", "+17015550141").stderr
    assert refused.startswith("voiso-call: Voiso did not accept the API key. ")
    assert refused.endswith("[key_rejected]\n")


def test_advice_for_a_rejected_key_is_the_same_everywhere(sandbox_url: str) -> None:
    run_setup(sandbox_url)
    locale = json.loads((ROOT / "extension/_locales/en/messages.json").read_text("utf-8"))
    for text in (
        run("call", "+17015550141").stderr,
        locale["error_key_rejected_advice"]["message"],
        (ROOT / "README.md").read_text("utf-8"),
    ):
        assert "heck that the key is right and not revoked" in text
        assert "voiso-call key rotate" in text


@pytest.mark.parametrize("number", ["+33 1 99 00 12 34", "+800 1234 5678", "+44 7700 900123"])
def test_refusal_by_country_is_true_for_a_number_of_no_known_country(
    sandbox_url: str, paths: AppPaths, number: str
) -> None:
    run_setup(sandbox_url)
    with paths.config_file.open("a") as file:
        file.write('[policy]\nallowed_countries = ["GB"]\n')
    sentence = "The country of this number is not allowed on this computer, or is not known."
    assert sentence in run("check", number).stdout
    locale = json.loads((ROOT / "extension/_locales/en/messages.json").read_text("utf-8"))
    assert locale["reason_blocked_country"]["message"] == sentence


@pytest.mark.parametrize(
    "text",
    [
        "tel:+442079460000",
        "TEL:%2B44%2020%207946%200000",
        "tel:+44-20-7946-0000;ext=12",
        "web+tel:+442079460000",
        "callto:+442079460000?call",
        "tel://+442079460000",
        "tel:020-7946-0000",
        "+44 20 7946 0000,,123456789#",
    ],
)
def test_telephone_link_is_a_number(sandbox_url: str, text: str) -> None:
    run_setup(sandbox_url, "--no-check")
    done = run("check", text)
    assert (done.returncode, done.stdout.startswith("+44 20 7946 0000, GB, landline")) == (0, True)


@pytest.mark.parametrize(
    "texts_",
    [
        ["+44", "20", "7946", "0000", "+44", "20", "7946", "0001"],
        ["020 7946 0000", "020 7946 0001"],
        ["020 7946 0000 / 020 7946 0001"],
        ["+14155550100,+14155550101"],
    ],
    ids=str,
)
def test_two_numbers_are_no_call(sandbox_url: str, texts_: list[str]) -> None:
    run_setup(sandbox_url, "--no-check")
    for command in ("call", "check"):
        done = run(command, *texts_)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "voiso-call: This looks like more than one number. Call one at a time.\n"
