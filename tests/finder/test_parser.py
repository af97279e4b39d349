"""Tests that the extension parses numbers as Google's library does: numbers generated for every number plan.

`VOISO_CALL_CASES=200` generates that many for each number type (millions in all) instead of a few.
"""

import json
import os
import random
import subprocess
from collections.abc import Iterable
from pathlib import Path

import phonenumbers
from generated_numbers import Case, generate_cases
from phonenumbers import PhoneNumberFormat, PhoneNumberType

PARSE_CLI = Path(__file__).parent / "parse_cli.mjs"
COUNT_PER_TYPE = int(os.environ.get("VOISO_CALL_CASES", "8"))
BATCH_SIZE = 100_000
CLI_TIMEOUT_S = 600
TYPE_NAMES = {
    number_type: "personal" if name == "PERSONAL_NUMBER" else name.lower()
    for name, number_type in vars(PhoneNumberType).items()
    if isinstance(number_type, int)
}

Parsed = list[str] | None  # E.164, region, number type


def parse_with_extension(cases: Iterable[Case]) -> list[Parsed]:
    lines = "".join(json.dumps({"text": case.text, "region": case.region}) + "\n" for case in cases)
    process = subprocess.run(
        ["node", PARSE_CLI], input=lines, capture_output=True, text=True, timeout=CLI_TIMEOUT_S, check=True
    )
    return [json.loads(line) for line in process.stdout.splitlines()]


def parse_with_google(case: Case) -> Parsed:
    try:
        number = phonenumbers.parse(case.text, case.region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return [
        phonenumbers.format_number(number, PhoneNumberFormat.E164),
        phonenumbers.region_code_for_number(number) or "",
        TYPE_NAMES[phonenumbers.number_type(number)],
    ]


def test_extension_parses_numbers_as_google_does() -> None:
    cases = list(generate_cases(COUNT_PER_TYPE, random.Random(20_26)))  # noqa: S311  # numbers to compare, not secrets
    valid_count = 0
    for start in range(0, len(cases), BATCH_SIZE):
        batch = cases[start : start + BATCH_SIZE]
        results = parse_with_extension(batch)
        assert len(results) == len(batch)
        different = []
        for case, result in zip(batch, results, strict=True):
            expected = parse_with_google(case)
            valid_count += expected is not None
            if result != expected:
                different.append((case, result, expected))
        assert different[:20] == []
    assert valid_count > len(cases) / 4, "too few of the generated numbers are valid"
