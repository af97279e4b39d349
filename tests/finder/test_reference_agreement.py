"""Whatever the extension finds, the host reads the same; else a number would be offered and then refused."""

import re
import unicodedata

import score

from voiso_call.policy import evaluate, phone_numbers


def between(line: score.Line, start: int, end: int) -> str:
    """The text between two places that are told in UTF-16 code units."""
    return line.text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def written(line: score.Line, one: score.Found, before: score.Found | None) -> str:
    """The number alone and whole, as the extension sends it."""
    text = between(line, one.start, one.end)
    if before is not None and before.end == one.start - 1 and len(text) < 4:  # "030 1234567/68"
        return between(line, before.start, before.end - len(text)) + text
    if one.ext is None:
        return text
    digits = "".join(str(unicodedata.digit(sign, sign)) for sign in text)  # full-width ones are digits too
    return re.sub(r"\D+$", "", text[: digits.rfind(one.ext)])


def test_the_host_agrees_with_every_number_found() -> None:
    lines = score.read()
    found = [
        (line, one, before)
        for line, all_ in zip(lines, score.ours(lines), strict=True)
        for before, one in zip([None, *all_], all_, strict=False)
    ]
    assert len(found) > 500
    disputed = []
    for line, one, before in found:
        region = None if line.region == "ZZ" else line.region
        text = written(line, one, before)
        verdict = evaluate.evaluate(phone_numbers.parse(one.e164, region), phone_numbers.parse(text, region))
        if verdict.decision == "deny":
            disputed.append((text, region, one.e164, verdict.reasons))
    assert disputed == []
