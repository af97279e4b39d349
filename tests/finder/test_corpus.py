"""What the extension finds in the corpus does not become worse, and no wrong number is ever offered.

The floors rise with the finder and never fall.
"""

import score

FLOORS = {
    "span_precision": 0.996,
    "span_recall": 0.995,
    "e164_precision": 0.996,
    "e164_recall": 0.995,
    "extension_recall": 1.0,
}
MOST_WRONG_LINES = 0.005  # of those that hold no number


def test_the_finder_holds_its_floors() -> None:
    lines = score.read()
    result = score.evaluate(lines, score.ours(lines))
    below = {
        name: (getattr(result, name), floor)
        for name, floor in FLOORS.items()
        if getattr(result, name) < floor
    }
    assert below == {}
    assert result.wrong_lines <= MOST_WRONG_LINES
    assert result.wrong_numbers == 0


def test_the_corpus_is_as_broad_as_it_says() -> None:
    lines = score.read()
    empty = [line for line in lines if not line.found]
    assert len(lines) >= 4_150
    assert len({line.region for line in lines if line.found}) >= 40
    assert 0.4 < len(empty) / len(lines) < 0.6


def test_google_s_own_matcher_is_worse() -> None:
    lines = score.read()
    assert score.evaluate(lines, score.google(lines)).span_precision < FLOORS["span_precision"]


def test_a_worse_finder_would_be_noticed() -> None:
    lines = [line for line in score.read() if line.found][:50]
    nothing: list[list[score.Found]] = [[] for _ in lines]
    assert score.evaluate(lines, nothing).span_recall == 0
