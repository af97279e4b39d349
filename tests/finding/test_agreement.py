"""Whatever the extension finds, the host reads the same; else a number would be offered and then refused."""

import re

import scoring

from voiso_call import numbers, policy


def written(line: scoring.Line, one: scoring.Found) -> str:
    """The number alone, as the extension sends it: match.ts cuts its extension off."""
    text = line.text.encode("utf-16-le")[2 * one.start : 2 * one.end].decode("utf-16-le")
    if one.ext is None or one.ext not in text:
        return text
    return re.sub(r"\D+$", "", text[: text.rfind(one.ext)])


def test_the_host_agrees_with_every_number_found() -> None:
    lines = scoring.read()
    found = [(line, one) for line, all_ in zip(lines, scoring.ours(lines), strict=True) for one in all_]
    assert len(found) > 500
    disputed = []
    for line, one in found:
        region = None if line.region == "ZZ" else line.region
        text = written(line, one)
        verdict = policy.check(numbers.read(one.e164, region), numbers.read(text, region))
        if verdict.decision == "deny":
            disputed.append((text, region, one.e164, verdict.reasons))
    assert disputed == []
