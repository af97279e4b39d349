"""The extension's generated files are up to date, and their generators notice if they are not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXTENSION = Path(__file__).parents[3] / "extension"
GENERATED = {
    "generate_protocol.py": ["src/protocol-parts.ts", "src/protocol.ts", "src/protocol-guards.ts"],
    "generate_plans.py": ["src/finder/metadata/plans.json"],
}
GENERATORS = pytest.mark.parametrize("generator", GENERATED)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the extension with its generators and all generated files."""
    shutil.copytree(EXTENSION / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    for name in [name for names in GENERATED.values() for name in names]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(EXTENSION / name, tmp_path / name)
    return tmp_path


def run(extension: Path, generator: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, extension / "tools" / generator, *options],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@GENERATORS
def test_generated_files_are_up_to_date(generator: str) -> None:
    result = run(EXTENSION, generator, "--check")
    assert result.returncode == 0, result.stderr


@GENERATORS
def test_check_reports_each_stale_file_with_the_remedy(copy: Path, generator: str) -> None:
    for name in GENERATED[generator]:
        current = (copy / name).read_text("utf-8")
        (copy / name).write_text("// older\n", "utf-8")
        result = run(copy, generator, "--check")
        assert result.returncode == 1
        assert len(result.stderr.splitlines()) == 2
        assert f"extension/{name}" in result.stderr
        assert "npm run generate" in result.stderr
        assert "Commit" in result.stderr
        assert (copy / name).read_text("utf-8") == "// older\n", "a check writes nothing"
        (copy / name).write_text(current, "utf-8")


@GENERATORS
def test_check_reports_a_missing_file(copy: Path, generator: str) -> None:
    for name in GENERATED[generator]:
        (copy / name).unlink()
    assert run(copy, generator, "--check").returncode == 1


@GENERATORS
def test_generator_renews_a_stale_file(copy: Path, generator: str) -> None:
    for name in GENERATED[generator]:
        (copy / name).write_text("// older\n", "utf-8")
    assert run(copy, generator).returncode == 0
    for name in GENERATED[generator]:
        assert (copy / name).read_text("utf-8") == (EXTENSION / name).read_text("utf-8")
