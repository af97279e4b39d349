"""The event log: redacted numbers, bounded private files, no line lost between processes that share it."""

import io
import json
import logging
import re
import subprocess
import sys
from pathlib import Path

from voiso_call.config.paths import AppPaths
from voiso_call.config.policy_settings import validate_region
from voiso_call.diagnostics import event_log
from voiso_call.diagnostics.redaction import redact_number


def test_redacted_number_shows_country_code_and_last_digits(paths: AppPaths) -> None:
    numbers = ("+442079460958", "+14155550100", "020 7946 0958", "911", "+1")
    redacted = [redact_number(number) for number in numbers]
    assert redacted == ["+44 ••••58", "+1 ••••00", "••••58", "•••", "•••"]


def test_exception_is_logged_by_type_module_and_line_without_text_or_path() -> None:
    log = event_log.EventLog()
    log.mirror = io.StringIO()
    try:
        validate_region("XX")
    except ValueError as error:
        log.exception(error)
    line = json.loads(log.mirror.getvalue())
    assert line["error"] == "ValueError"
    assert re.fullmatch(r"voiso_call\.config\.policy_settings:\d+", line["location"])


def test_exception_that_this_package_logs_has_its_line_and_that_of_a_library_has_none() -> None:
    log = event_log.EventLog()
    log.mirror = io.StringIO()
    handlers = list(logging.getLogger().handlers)
    log.capture_library_logs()
    try:
        validate_region("XX")
    except ValueError as error:
        for name in ("voiso_call.calling.place_call", "aiohttp.client"):
            logging.getLogger(name).error("a text with the key", exc_info=error)
    finally:
        logging.getLogger().handlers[:] = handlers
        logging.captureWarnings(False)
    ours, library = map(json.loads, log.mirror.getvalue().splitlines())
    assert (ours["event"], ours["error"]) == ("unhandled_exception", "ValueError")
    assert ours["location"].startswith("voiso_call.config.policy_settings:")
    assert (library["event"], library["name"]) == ("library_warning", "aiohttp.client")


def test_log_of_concurrent_processes_is_bounded_and_loses_no_line(tmp_path: Path) -> None:
    max_bytes = 1_600 if sys.platform == "win32" else 20_000  # each line takes the lock there
    writer = (
        "import sys\n"
        "from pathlib import Path\n"
        "from voiso_call.diagnostics import event_log as log\n"
        f"log.MAX_BYTES = {max_bytes}\n"
        "file = Path(sys.argv[1])\n"
        f"for turn in range({max_bytes // 10}):\n"
        "    log.write_line(file, b'%s %d\\n' % (sys.argv[2].encode(), turn))\n"
    )
    file = tmp_path / "host.log"
    command = [sys.executable, "-c", writer, str(file)]
    processes = [subprocess.Popen([*command, str(number)]) for number in range(4)]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    names = sorted(file.name for file in tmp_path.iterdir() if file.name != "home")
    assert names == ["host.log", "host.log.1", "host.log.2", "host.log.lock"]
    logs = names[:3]
    for name in logs:
        content = (tmp_path / name).read_bytes()
        assert len(content) < max_bytes + 1_000
        assert sys.platform == "win32" or (tmp_path / name).stat().st_mode & 0o777 == 0o600
        assert all(re.fullmatch(rb"\d \d+", line) for line in content.splitlines())
    lines = b"".join((tmp_path / name).read_bytes() for name in reversed(logs)).splitlines()
    for number in b"0123":
        turns = [int(line[2:]) for line in lines if line[0] == number]
        assert turns == sorted(turns), "a line is lost or out of order"
        assert turns == [] or turns == list(range(turns[0], turns[-1] + 1))


def test_a_long_log_is_renamed_only_once(tmp_path: Path) -> None:
    file = tmp_path / "host.log"
    for _ in range(2):
        file.write_bytes(b"x" * event_log.MAX_BYTES)
        event_log.write_line(file, b"x\n")
    for _ in range(2):
        event_log.write_line(file, b"y\n")
    assert file.read_bytes() == b"y\ny\n"
    assert sorted(log.name for log in tmp_path.glob("host.log*")) == [
        "host.log",
        "host.log.1",
        "host.log.2",
        "host.log.lock",
    ]
