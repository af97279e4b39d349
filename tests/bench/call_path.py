"""The whole benchmark of the path of a call, from one part to the next, as one table or as JSON."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import call_latency
import click_latency
import extension_memory
import history_growth
import host_memory
import host_start
from bench_hosts import agent_set_up
from machine import BROWSERS, describe
from table import Section
from watched_sandbox import watched_sandbox

from support.dev_env import venv


def main() -> int:
    """Print the table; return 1 where an aim is missed."""
    parser = argparse.ArgumentParser(prog="run.py", description="Measures the path of a call.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, a shorter history, no browsers")
    parser.add_argument("--json", action="store_true", help="print everything that was measured as JSON")
    args = parser.parse_args()
    about = describe(browsers=not args.quick)
    if not args.json:
        for name, value in about.items():
            print(f"{name}: {value}")
        print("Medians, in brackets the quartiles, and ratios to the first row of each part.")
    sections = []
    for section in measure(quick=args.quick):
        sections.append(section)
        if not args.json:
            section.print()
            sys.stdout.flush()
    if not args.json and not args.quick:
        print("\nThe cost of a page, beside peers: .local/venv/bin/python tests/bench/page_cost.py")
        print("The speed of the finder, beside a peer: node tests/bench/finder.mjs")
    if args.json:
        print(json.dumps({"machine": about, "sections": [section.to_json() for section in sections]}))
    missed = [
        aim
        for section in sections
        for aim in section.measured_aims()
        if section.ratio(aim.name, aim.against) > aim.ratio
    ]
    return 1 if missed else 0


def measure(*, quick: bool) -> Iterator[Section]:
    """Measure one part after the other."""
    with (
        tempfile.TemporaryDirectory() as folder,
        watched_sandbox(Path(folder)) as sandbox,
        agent_set_up(sandbox) as agent,
    ):
        yield host_start.measure(agent, 8 if quick else 40)
        yield call_latency.measure_cold(agent, sandbox, 6 if quick else 27)
        yield call_latency.measure_warm(agent, sandbox, 24 if quick else 120)
        yield host_memory.measure(agent, sandbox, (100, 400) if quick else (1000, 10_000))
    if not quick:
        venv.build_extension()
        for browser in BROWSERS:
            yield from click_latency.measure(browser, 5)
        yield extension_memory.measure(2)
    yield from history_growth.measure(1000, 100_000 if quick else 1_000_000, 30 if quick else 200)
