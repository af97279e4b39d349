"""Measures the path of a call, and prints one table: `python3 tests/bench/run.py [--quick] [--json]`.

Everything is measured in turns with what it is compared to, so that the ratios hold on a busy machine too;
the times do not. Exits 1 where an aim is missed.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.dev_env import venv

if Path(sys.prefix) != venv.VENV:  # the person's Python has neither the host nor what tests need
    venv.make_environment()
    venv.install_host("dev")
    os.execv(venv.PYTHON, [str(venv.PYTHON), *sys.argv])  # noqa: S606

from call_path import main

raise SystemExit(main())
