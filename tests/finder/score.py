"""Scores finders on lines whose numbers are known: the extension's own, Google's matcher, libphonenumber-js.

`python tests/finder/score.py [CORPUS]` prints the table; `--wrong` lists what the extension got wrong.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

HERE = Path(__file__).resolve().parent
EXTENSION = HERE.parents[1] / "extension"
CORPUS = HERE / "corpus.jsonl"


@dataclass(frozen=True)
class Found:
    """One number in a text: where it stands, in UTF-16 code units, and how it is dialled."""

    start: int
    end: int
    e164: str
    ext: str | None = None


@dataclass(frozen=True)
class Line:
    """A text with all its numbers."""

    text: str
    region: str
    found: tuple[Found, ...]


@dataclass(frozen=True)
class Score:
    """How many of the numbers were found, and how much else, each from 0 to 1."""

    span_precision: float
    span_recall: float
    e164_precision: float
    e164_recall: float
    extension_recall: float
    wrong_lines: float  # of those without a number, how many have one found
    wrong_numbers: int  # right place, another number


def read(corpus: Path = CORPUS) -> list[Line]:
    """Read a corpus."""
    lines = [json.loads(line) for line in corpus.read_text("utf-8").splitlines()]
    return [
        Line(line["text"], line["default_region"], tuple(Found(**each) for each in line["found"]))
        for line in lines
    ]


def asked(command: list[str | Path], lines: Iterable[Line]) -> list[list[Found]]:
    """Ask a program that takes JSON Lines."""
    text = "".join(
        json.dumps({"id": index, "text": line.text, "default_region": line.region}) + "\n"
        for index, line in enumerate(lines)
    )
    run = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", timeout=900, check=True)
    return [[Found(**each) for each in json.loads(line)["found"]] for line in run.stdout.splitlines()]


def ours(lines: Iterable[Line]) -> list[list[Found]]:
    """What the extension finds."""
    return asked(["node", EXTENSION / "tools/detect.mjs"], lines)


def javascript(lines: Iterable[Line]) -> list[list[Found]]:
    """What libphonenumber-js finds."""
    return asked(["node", HERE / "libphonenumber.mjs"], lines)


def google(lines: Iterable[Line]) -> list[list[Found]]:
    """What Google's matcher finds."""
    return [list(_matches(line)) for line in lines]


def _matches(line: Line) -> Iterable[Found]:
    def units(place: int) -> int:
        return len(line.text[:place].encode("utf-16-le")) // 2

    region = None if line.region == "ZZ" else line.region
    for match in PhoneNumberMatcher(line.text, region, leniency=Leniency.VALID):
        extension, match.number.extension = match.number.extension, None
        e164 = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
        yield Found(units(match.start), units(match.end), e164, extension)


def evaluate(lines: list[Line], answers: list[list[Found]]) -> Score:
    """Compare what was found with what is there."""
    count: Counter[str] = Counter()
    for line, found in zip(lines, answers, strict=True):
        spans = {(each.start, each.end, each.e164) for each in line.found}
        count["spans"] += sum((each.start, each.end, each.e164) in spans for each in found)
        right = Counter(each.e164 for each in line.found) & Counter(each.e164 for each in found)
        count["e164"] += right.total()
        count["expected"] += len(line.found)
        count["found"] += len(found)
        extensions = {(each.e164, each.ext) for each in found}
        wanted = [each for each in line.found if each.ext]
        count["extensions"] += len(wanted)
        count["extensions right"] += sum((each.e164, each.ext) in extensions for each in wanted)
        count["empty"] += not line.found
        count["empty wrong"] += not line.found and bool(found)
        places = {(each.start, each.end): each.e164 for each in line.found}
        count["wrong"] += sum(places.get((each.start, each.end), each.e164) != each.e164 for each in found)

    def share(part: str, whole: str) -> float:
        return count[part] / count[whole] if count[whole] else 1.0

    return Score(
        span_precision=share("spans", "found"),
        span_recall=share("spans", "expected"),
        e164_precision=share("e164", "found"),
        e164_recall=share("e164", "expected"),
        extension_recall=share("extensions right", "extensions"),
        wrong_lines=share("empty wrong", "empty"),
        wrong_numbers=count["wrong"],
    )


FINDERS: dict[str, Callable[[list[Line]], list[list[Found]]]] = {
    "ours": ours,
    "Google's, Python": google,
    "libphonenumber-js": javascript,
}


def _tell_wrong(lines: list[Line]) -> None:
    for line, found in zip(lines, ours(lines), strict=True):
        if set(found) != set(line.found):
            told: dict[str, Any] = {"text": line.text, "region": line.region}
            sys.stdout.write(f"{told}\n   is    {line.found}\n   found {found}\n")


def main() -> None:
    """Print the table."""
    arguments = [each for each in sys.argv[1:] if not each.startswith("--")]
    lines = read(Path(arguments[0]) if arguments else CORPUS)
    if "--wrong" in sys.argv:
        _tell_wrong(lines)
    sys.stdout.write(
        f"{len(lines)} lines\n{'':20}span P   span R   E.164 P  E.164 R  ext R    wrong lines, numbers\n"
    )
    for name, finder in FINDERS.items():
        got = evaluate(lines, finder(lines))
        shares = (
            got.span_precision,
            got.span_recall,
            got.e164_precision,
            got.e164_recall,
            got.extension_recall,
            got.wrong_lines,
        )
        sys.stdout.write(
            f"{name:20}" + "".join(f"{100 * each:6.2f}   " for each in shares) + f"{got.wrong_numbers}\n"
        )


if __name__ == "__main__":
    main()
