"""What the extension finds in the corpus does not become worse, and no wrong number is ever offered.

The floors rise with the finder and never fall.
"""

import scoring

FLOORS = {
    "span_precision": 0.996,
    "span_recall": 0.995,
    "e164_precision": 0.996,
    "e164_recall": 0.995,
    "extension_recall": 1.0,
}
MOST_WRONG_LINES = 0.005  # of those that hold no number


def test_the_finder_holds_its_floors() -> None:
    lines = scoring.read()
    score = scoring.score(lines, scoring.ours(lines))
    below = {
        name: (getattr(score, name), floor) for name, floor in FLOORS.items() if getattr(score, name) < floor
    }
    assert below == {}
    assert score.wrong_lines <= MOST_WRONG_LINES
    assert score.wrong_numbers == 0


def test_the_corpus_is_as_broad_as_it_says() -> None:
    lines = scoring.read()
    empty = [line for line in lines if not line.found]
    assert len(lines) >= 4_150
    assert len({line.region for line in lines if line.found}) >= 40
    assert 0.4 < len(empty) / len(lines) < 0.6


def test_google_s_own_matcher_is_worse() -> None:
    lines = scoring.read()
    assert scoring.score(lines, scoring.google(lines)).span_precision < FLOORS["span_precision"]


def test_a_worse_finder_would_be_noticed() -> None:
    lines = [line for line in scoring.read() if line.found][:50]
    nothing: list[list[scoring.Found]] = [[] for _ in lines]
    assert scoring.score(lines, nothing).span_recall == 0
