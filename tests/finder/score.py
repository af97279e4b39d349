"""Scores three finders on the corpus: the extension's, Google's matcher and libphonenumber-js.

`python tests/finder/score.py [CORPUS]` prints a table; `--wrong` also the lines that the extension got wrong.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

HERE = Path(__file__).resolve().parent
DETECT = HERE.parents[1] / "extension/tools/detect.mjs"
CORPUS = HERE / "corpus.jsonl"
PEERS = HERE.parent / "bench/node_modules"
FINDER_TIMEOUT_S = 900


@dataclass(frozen=True)
class Found:
    """One number in a text; `start` and `end` are indices of UTF-16 code units, `end` is exclusive."""

    start: int
    end: int
    e164: str
    ext: str | None = None
    original_text: str | None = field(
        default=None, compare=False
    )  # the number in full, where it is written short


@dataclass(frozen=True)
class Line:
    """A text, the region where its national numbers would be dialled (ZZ for none), and all its numbers."""

    text: str
    region: str
    found: tuple[Found, ...]


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1. A span is right where its number is too; E.164 is compared whatever the span."""

    span_precision: float
    span_recall: float
    e164_precision: float
    e164_recall: float
    extension_recall: float
    wrong_lines: float  # of the lines without a number: how many have one found
    wrong_numbers: int  # the right span, but another number


Finder = Callable[[list[Line]], list[list[Found]]]


def read(corpus: Path = CORPUS) -> list[Line]:
    """Read a corpus."""
    rows = [json.loads(row) for row in corpus.read_text("utf-8").splitlines()]
    return [
        Line(row["text"], row["default_region"], tuple(Found(**found) for found in row["found"]))
        for row in rows
    ]


def run_finder(command: list[str | Path], lines: Iterable[Line]) -> list[list[Found]]:
    """Run a finder that reads and writes JSON Lines, as `npm run --silent detect` does."""
    text = "".join(
        json.dumps({"id": index, "text": line.text, "default_region": line.region}) + "\n"
        for index, line in enumerate(lines)
    )
    process = subprocess.run(
        command, input=text, capture_output=True, encoding="utf-8", timeout=FINDER_TIMEOUT_S, check=True
    )
    return [[Found(**found) for found in json.loads(line)["found"]] for line in process.stdout.splitlines()]


def find_with_extension(lines: Iterable[Line]) -> list[list[Found]]:
    """Find numbers with the extension's finder."""
    return run_finder(["node", DETECT], lines)


def find_with_libphonenumber_js(lines: Iterable[Line]) -> list[list[Found]]:
    """Find numbers with libphonenumber-js."""
    return run_finder(["node", HERE / "libphonenumber.mjs"], lines)


def find_with_google(lines: Iterable[Line]) -> list[list[Found]]:
    """Find numbers with the matcher of Google's library."""
    return [list(_google_matches(line)) for line in lines]


def _google_matches(line: Line) -> Iterable[Found]:
    def utf16_index(index: int) -> int:
        return len(line.text[:index].encode("utf-16-le")) // 2

    region = None if line.region == "ZZ" else line.region
    for match in PhoneNumberMatcher(line.text, region, leniency=Leniency.VALID):
        extension, match.number.extension = match.number.extension, None
        e164 = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
        yield Found(utf16_index(match.start), utf16_index(match.end), e164, extension)


def evaluate(lines: list[Line], results: list[list[Found]]) -> Score:
    """Compare what a finder found with the numbers that are there."""
    count: Counter[str] = Counter()
    for line, found in zip(lines, results, strict=True):
        expected_spans = {(number.start, number.end, number.e164) for number in line.found}
        count["right spans"] += sum(
            (number.start, number.end, number.e164) in expected_spans for number in found
        )
        right = Counter(number.e164 for number in line.found) & Counter(number.e164 for number in found)
        count["right numbers"] += right.total()
        count["expected"] += len(line.found)
        count["found"] += len(found)
        found_extensions = {(number.e164, number.ext) for number in found}
        with_extension = [number for number in line.found if number.ext]
        count["extensions"] += len(with_extension)
        count["right extensions"] += sum(
            (number.e164, number.ext) in found_extensions for number in with_extension
        )
        count["empty lines"] += not line.found
        count["wrong lines"] += not line.found and bool(found)
        number_at = {(number.start, number.end): number.e164 for number in line.found}
        count["wrong numbers"] += sum(
            number_at.get((number.start, number.end), number.e164) != number.e164 for number in found
        )

    def share(part: str, whole: str) -> float:
        return count[part] / count[whole] if count[whole] else 1.0

    return Score(
        span_precision=share("right spans", "found"),
        span_recall=share("right spans", "expected"),
        e164_precision=share("right numbers", "found"),
        e164_recall=share("right numbers", "expected"),
        extension_recall=share("right extensions", "extensions"),
        wrong_lines=share("wrong lines", "empty lines"),
        wrong_numbers=count["wrong numbers"],
    )


FINDERS: dict[str, Finder] = {"the extension": find_with_extension, "Google's matcher": find_with_google}
if (PEERS / "libphonenumber-js").is_dir():
    FINDERS["libphonenumber-js"] = find_with_libphonenumber_js


def _print_wrong_lines(lines: list[Line]) -> None:
    for line, found in zip(lines, find_with_extension(lines), strict=True):
        if set(found) != set(line.found):
            fields = {"text": line.text, "region": line.region}
            sys.stdout.write(f"{fields}\n   expected {line.found}\n   found    {found}\n")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument(
        "--wrong", action="store_true", help="also print the lines that the extension got wrong"
    )
    args = parser.parse_args()
    lines = read(args.corpus)
    if args.wrong:
        _print_wrong_lines(lines)
    sys.stdout.write(
        f"{len(lines)} lines; all in percent, but wrong numbers. P: precision, R: recall.\n"
        "Span: the place and the number are right; E.164: the number is right; ext: the extension is right.\n"
        "Wrong lines: of the lines without a number, those where one is found.\n"
        f"{'':20}span P   span R   E.164 P  E.164 R  ext R    wrong lines, numbers\n"
    )
    for name, finder in FINDERS.items():
        score = evaluate(lines, finder(lines))
        shares = (
            score.span_precision,
            score.span_recall,
            score.e164_precision,
            score.e164_recall,
            score.extension_recall,
            score.wrong_lines,
        )
        cells = "".join(f"{100 * share:6.2f}   " for share in shares)
        sys.stdout.write(f"{name:20}{cells}{score.wrong_numbers}\n")
    if "libphonenumber-js" not in FINDERS:
        sys.stdout.write("libphonenumber-js is not installed. Run this first:  npm ci --prefix tests/bench\n")


if __name__ == "__main__":
    main()
