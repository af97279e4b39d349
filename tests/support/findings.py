"""Looks a finding of `voiso-call doctor` up, and compares it with what was planted."""

from collections.abc import Iterable

from voiso_call.doctor.finding import Finding, Level


def found(findings: Iterable[Finding], code: str) -> Finding:
    """Return the one finding with this code."""
    listed = list(findings)
    matching = [finding for finding in listed if finding.code == code]
    assert len(matching) == 1, f"{code} is not once among {[entry.code for entry in listed]}"
    return matching[0]


def expect(findings: Iterable[Finding], code: str, level: Level, *cure: str) -> Finding:
    """Check that a planted fault was found, with its level, and with each of these words in its action."""
    finding = found(findings, code)
    assert finding.level == level
    for words in cure:
        assert words in finding.action, finding
    return finding
