"""The generated src/protocol.ts is up to date, and its generator reports if it is not."""

import subprocess
import sys
from pathlib import Path

EXTENSION = Path(__file__).parents[3] / "extension"


def check(script: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, timeout=60, check=False
    )


def test_protocol_ts_is_fresh() -> None:
    run = check(EXTENSION / "tools/generate_protocol.py")
    assert run.returncode == 0, run.stderr


def test_check_reports_a_stale_file_and_how_to_update_it(tmp_path: Path) -> None:
    script = tmp_path / "tools/generate_protocol.py"
    script.parent.mkdir()
    script.write_bytes((EXTENSION / "tools/generate_protocol.py").read_bytes())
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "protocol.ts").write_text("// older\n", encoding="utf-8")
    run = check(script)
    assert run.returncode == 1
    assert len(run.stderr.splitlines()) == 2
    assert "generate_protocol.py" in run.stderr
    assert "commit" in run.stderr
