"""Locked packages: the lock files match pyproject.toml, and nothing is installed without a hash."""

import base64
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import lock_packages
from support.dev_env import venv
from support.dev_env.progress import StepError, run

ROOT = Path(__file__).resolve().parents[2]
INPUTS = lock_packages.lock_inputs()
# Commands of documentation that may download packages.
FETCH = r"\b(?:(?:pip[\d.]*|npm|uv) +(?:install|i|ci|add|exec|x|download|tool)|npx|pipx|uvx) [^\n`#]+"
LOCKED = re.compile(r"([\w.-]+)==([\w.!+]+)(?: ; [^\\\n]+)? ((?:\\\n +--hash=sha256:[0-9a-f]{64} ?)+)\n")


def lock_text(name: str) -> str:
    return (lock_packages.FOLDER / f"{name}.txt").read_text("utf-8")


def locked_versions(name: str) -> dict[str, str]:
    return {canonicalize_name(package): version for package, version, _ in LOCKED.findall(lock_text(name))}


def test_every_lock_file_has_its_requirements() -> None:
    assert {file.stem for file in lock_packages.FOLDER.iterdir()} == INPUTS.keys()


@pytest.mark.parametrize("name", INPUTS)
def test_lock_file_covers_exactly_its_requirements(name: str) -> None:
    """Run installers/lock_packages.py if this fails after a change of pyproject.toml."""
    text = lock_text(name)
    assert text.startswith(lock_packages.header(INPUTS[name]))
    versions = locked_versions(name)
    requirements = {canonicalize_name(Requirement(line).name): Requirement(line) for line in INPUTS[name]}
    for package, requirement in requirements.items():
        assert requirement.specifier.contains(versions[package]), requirement
    direct = {"-r -", "-c requirements/host.txt"}
    for package, reasons in re.findall(r"^([\w.-]+)==[^#]+((?:    #.*\n)+)", text, re.MULTILINE):
        via = {line.strip(" #").removeprefix("via ") for line in reasons.splitlines()} - {"via"}
        assert via, package
        assert {canonicalize_name(reason) for reason in via - direct} <= versions.keys(), package
        assert "-r -" not in via or canonicalize_name(package) in requirements, package


@pytest.mark.parametrize("name", INPUTS)
def test_lock_file_holds_nothing_but_versions_with_hashes(name: str) -> None:
    rest = LOCKED.sub("", "".join(line for line in lock_text(name).splitlines(True) if "#" not in line))
    assert rest == ""


def test_tests_run_with_the_versions_of_the_host() -> None:
    assert locked_versions("host").items() <= locked_versions("dev").items()


def test_windows_package_has_the_versions_of_the_host() -> None:
    host, windows = locked_versions("host"), locked_versions("windows")
    assert {name for name in windows if host.get(name, windows[name]) != windows[name]} == set()


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The programs that setting up a new machine starts; none of them runs."""
    started: list[list[str]] = []

    def record(command: Sequence[str | Path], **_: Any) -> str:
        started.append([str(word) for word in command])
        return ""

    for folder in ("venv", "node_modules"):
        (tmp_path / folder).mkdir()
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(venv, "run", record)
    monkeypatch.setattr(venv, "VENV", tmp_path / "venv")
    monkeypatch.setattr(venv, "EXTENSION", tmp_path)
    monkeypatch.setattr(venv, "WHEELS", tmp_path / "wheels")
    monkeypatch.setattr(venv, "_works", lambda: False)
    monkeypatch.setattr(venv, "_major", lambda node: 0)
    monkeypatch.setattr(venv, "program", lambda name: name)
    return started


def test_setting_up_a_machine_installs_packages_with_hashes_only(commands: list[list[str]]) -> None:
    venv.make_environment()
    (venv.VENV).mkdir()
    venv.install_host()
    venv.install_host("dev")
    venv.build_extension()
    venv.download_wheels()
    [download] = [commands.pop(commands.index(it)) for it in [*commands] if "download" in it]
    assert {"--require-hashes", "--only-binary", ":all:"} <= {*download}
    pip = [command[command.index("install") + 1 :] for command in commands if "pip" in command]
    of_locks = [arguments for arguments in pip if "-r" in arguments]
    assert [Path(arguments[-1]).name for arguments in of_locks] == [
        *("pip.txt", "host.txt", "dev.txt", "node.txt"),
    ]
    assert all({"--require-hashes", "--only-binary", ":all:"} <= {*arguments} for arguments in of_locks)
    of_host = [arguments for arguments in pip if "-r" not in arguments]
    assert len(of_host) == 2
    for arguments in of_host:
        assert {"--isolated", "--no-deps", "--no-build-isolation", "--no-index"} <= {*arguments}
        assert arguments[-2:] == ["-e", str(ROOT)]
    assert [command[1] for command in commands if command[0] == "npm"] == ["ci", "run"]
    assert "--upgrade-deps" not in str(commands)


def make_wheel(folder: Path) -> str:
    """Write the wheel of an empty package `voiso-example`, and return the SHA-256 of the file."""
    info = "voiso_example-1.0.dist-info"
    files = {
        "voiso_example.py": b"",
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: voiso-example\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    wheel = folder / "voiso_example-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            rows.append(f"{name},sha256={digest},{len(content)}\n")
        archive.writestr(f"{info}/RECORD", "".join([*rows, f"{info}/RECORD,,\n"]))
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


@pytest.mark.parametrize("hashes", ["right", "wrong", "none"])
def test_package_with_another_hash_or_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hashes: str
) -> None:
    digest = make_wheel(tmp_path)
    options = {"right": f" --hash=sha256:{digest}", "wrong": f" --hash=sha256:{'0' * 64}", "none": ""}
    (tmp_path / "example.txt").write_text(f"voiso-example==1.0{options[hashes]}\n")
    target = tmp_path / "target"
    pip_options = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_TARGET": str(target)}
    environment = venv.variables() | pip_options
    monkeypatch.setattr(venv, "variables", lambda: environment)
    monkeypatch.setattr(venv, "PYTHON", sys.executable)
    monkeypatch.setattr(venv, "LOCKS", tmp_path)
    if hashes == "right":
        venv.install_locked("example")
    else:
        with pytest.raises(StepError, match=r"DO NOT MATCH THE HASHES|Hashes are required"):
            venv.install_locked("example")
    assert (target / "voiso_example.py").exists() == (hashes == "right")


def test_host_is_installed_without_packages_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would be built, which runs their code, and need no hash, because the host has none."""
    package, target = tmp_path / "package", tmp_path / "target"
    package.mkdir()
    (package / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    (package / "backend.py").write_text(f"open({str(tmp_path / 'built')!r}, 'w')\n")
    (tmp_path / "more.txt").write_text(f"{package}\n")
    (tmp_path / "pip.conf").write_text(f"[install]\neditable = {package}\n")
    files = {"PIP_REQUIREMENT": "more.txt", "PIP_EDITABLE": "package", "PIP_CONFIG_FILE": "pip.conf"}
    environment = venv.variables() | {name: str(tmp_path / file) for name, file in files.items()}
    pip_install = venv._pip_install
    monkeypatch.setattr(venv, "variables", lambda: environment)
    monkeypatch.setattr(venv, "PYTHON", sys.executable)
    monkeypatch.setattr(venv, "VENV", tmp_path)
    monkeypatch.setattr(venv, "install_locked", lambda _: None)
    monkeypatch.setattr(
        venv, "_pip_install", lambda *words, **more: pip_install("--target", str(target), *words, **more)
    )
    venv.install_host()
    assert (target / "bin/voiso-call").exists()
    assert not (tmp_path / "built").exists()


def test_documented_commands_install_with_hashes_only() -> None:
    """Of pip, only the installation of uv, which writes the lock files, is without hashes."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / ".ci/run"]
    pages += [ROOT / "installers/install.sh", *(ROOT / ".github/workflows").glob("*.yml")]
    commands = [match[0] for page in pages for match in re.finditer(FETCH, page.read_text("utf-8"))]
    assert any("--require-hashes" in command for command in commands)
    allowed = r"npm ci\b|pip (install|download) --require-hashes --only-binary :all: "
    for command in commands:
        assert re.match(allowed, command) or command.strip() == "pip install uv", command


@pytest.mark.parametrize("folder", ["extension", "tests/bench", "installers/addons-linter"])
def test_every_locked_node_package_has_a_hash(folder: str) -> None:
    manifest = json.loads((ROOT / folder / "package.json").read_text("utf-8"))
    packages = json.loads((ROOT / folder / "package-lock.json").read_text("utf-8"))["packages"]
    root = packages.pop("")
    for group in ("dependencies", "devDependencies"):
        assert root.get(group, {}) == manifest.get(group, {})
    assert packages
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name


def test_what_npm_downloads_is_deleted_with_the_environment() -> None:
    cache = run([venv.get_node(), "config", "get", "cache"], env=venv.variables()).strip()
    assert Path(cache).is_relative_to(venv.LOCAL)
