"""What one check found: how serious it is, what it means, and what to do, each in one sentence."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["ok", "warning", "fault", "not_checked"]


@dataclass(frozen=True)
class Finding:
    """The result of one check.

    `code` is stable, for scripts. A fault prevents calls, or lets others read the key or decide what runs; a
    warning does not. `action` is what to do, with the command or setting, and empty where nothing is to do.
    """

    code: str
    level: Level
    what: str
    action: str = ""


def ok(code: str, what: str) -> Finding:
    """Return that nothing is to do."""
    return Finding(code, "ok", sentence(what))


def warning(code: str, what: str, action: str) -> Finding:
    """Return what should be corrected, although calls work."""
    return Finding(code, "warning", sentence(what), action)


def fault(code: str, what: str, action: str) -> Finding:
    """Return what has to be corrected."""
    return Finding(code, "fault", sentence(what), action)


def not_checked(code: str, what: str, action: str = "") -> Finding:
    """Return what could not be examined, and why."""
    return Finding(code, "not_checked", sentence(what), action)


def fault_with_advice(code: str, text: str, advice: str = "") -> Finding:
    """Return a fault from an error's text that ends with its advice: `/a can be written; run: chmod /a`.

    `advice` is for a text without any.
    """
    what, _, action = text.partition("; ")
    return fault(code, what, capitalized(action) or advice)


def capitalized(text: str) -> str:
    """Begin with a capital letter, unless the first word is a path, a setting or a command."""
    is_word = text.partition(" ")[0].rstrip(",;:").isalpha() and not text.startswith("voiso-call")
    return text[:1].upper() + text[1:] if is_word else text


def sentence(text: str) -> str:
    """Begin with a capital letter and end with a period, but not after a path, which people copy."""
    last = text.rpartition(" ")[2]
    return capitalized(text) + ("" if text.endswith(".") or "/" in last or "\\" in last else ".")
