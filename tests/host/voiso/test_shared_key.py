"""The backoff, for many agents who share one rate limit; and the figures in the guide for administrators."""

from pathlib import Path

import pytest
import shared_key
from shared_key import LOADS, SAFE_LOAD, WAITS, Limit, burst, host_wait, limit_needed, main, steady

GUIDE = Path(__file__).parents[3] / "docs/administration.md"
LIMIT = Limit(per_minute=600, burst=10)


@pytest.mark.parametrize("seed", range(3))
def test_full_jitter_drains_a_burst_with_fewer_requests_and_without_waves(seed: int) -> None:
    ours = burst(300, LIMIT, host_wait, seed=seed)
    assert ours.placed == ours.calls
    assert ours.all_s < 2 * 300 / 10  # not far from what the limit itself needs
    for name, wait in WAITS.items():
        if wait is not host_wait:
            other = burst(300, LIMIT, wait, seed=seed)
            assert ours.requests < other.requests, name
            assert ours.next_peak < other.next_peak / 2, name
            assert ours.by_first_press > other.by_first_press, name


def test_calls_wait_above_the_load_that_the_guide_names() -> None:
    assert SAFE_LOAD in LOADS
    assert steady(SAFE_LOAD, LIMIT, host_wait).waited < 0.01
    assert steady(0.9, LIMIT, host_wait).waited > 0.01
    full = steady(1.0, LIMIT, host_wait)
    assert (full.waited > 0.1, full.pressed_again > 0.01) == (True, True)


def test_followed_calls_need_a_multiple() -> None:
    assert limit_needed(60, 60) == pytest.approx(60 / SAFE_LOAD)
    assert limit_needed(60, 60, read_records_of_s=120) == pytest.approx(5 * 60 / SAFE_LOAD)
    followed = steady(0.1, LIMIT, host_wait, read_records_of_s=120)
    assert followed.requests_per_call == pytest.approx(5, rel=0.05)


def test_guide_has_the_figures_that_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    guide = GUIDE.read_text("utf-8")
    for line in capsys.readouterr().out.splitlines():
        assert line in guide
    assert f"tests/bench/{Path(shared_key.__file__).name}" in guide
