"""The Debian package, in a clean root: installed, used from both browsers, upgraded, and purged."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

import voiso_call
from artefacts.debian_package import build_debian_package, compile_bytecode, pack
from artefacts.release import source_date_epoch
from support import manifest_oracle
from support.clean_root import CleanRoot, clean_root
from support.dev_env import venv
from support.dev_env.system_packages import BrowserName
from support.e2e_stack import host_pids, running_stack
from support.managed_policy import CHROMIUM_ID

VERSION = voiso_call.__version__
PYTHON = Path("/usr/bin/python3")
FOLDER = "/usr/lib/voiso-click-to-call"
COMMAND = "/usr/bin/voiso-call"
NAME = "com.voiso.click_to_call"
MANIFESTS = {
    *(f"/etc/{name}/native-messaging-hosts/{NAME}.json" for name in ("chromium", "opt/chrome", "opt/edge")),
    *(f"/etc/opt/{name}/native-messaging-hosts/{NAME}.json" for name in ("chrome_for_testing", "vivaldi")),
    *(f"/usr/lib/{name}/native-messaging-hosts/{NAME}.json" for name in ("mozilla", "librewolf")),
}
BOOKS = ("/var/lib/dpkg", "/var/log")  # where dpkg writes about every package

pytestmark = pytest.mark.skipif(
    not (PYTHON.exists() and shutil.which("dpkg-deb")), reason="no Debian with its own Python"
)


@pytest.fixture(scope="session")
def package(release: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The package for the Python of this system alone, built once."""
    version = PYTHON.resolve().name.removeprefix("python")
    if not venv.WHEELS.is_dir() or version != f"{sys.version_info.major}.{sys.version_info.minor}":
        pytest.skip(f"no packages for Python {version} in {venv.WHEELS}: tests/run.py downloads them")
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "debian"
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            folder.mkdir()
            [wheel] = release.glob("*.whl")
            epoch = source_date_epoch()
            build_debian_package(folder, wheel, epoch, pythons=[version], wheels=venv.WHEELS)
    return next(folder.glob("*.deb"))


@pytest.fixture
def root(tmp_path: Path) -> Iterator[CleanRoot]:
    with clean_root(tmp_path) as opened:
        yield opened


def install(root: CleanRoot, package: Path) -> None:
    root.run("dpkg", "--force-unsafe-io", "--install", package)


def left(root: CleanRoot) -> dict[str, str]:
    return {name: kind for name, kind in root.changes().items() if not name.startswith(BOOKS)}


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_call_through_the_package(
    browser: BrowserName, root: CleanRoot, package: Path, tmp_path: Path
) -> None:
    install(root, package)
    folder = tmp_path / "stack"
    folder.mkdir()
    with running_stack(browser, folder, clean_root=root, one_click=True) as stack:
        page = stack.open("answers.html")
        stack.click_and_expect_one_call(page, "+1 415 555 0150")
        assert host_pids(Path(FOLDER, "voiso-call-host"))
        doctor = root.run("env", *variables(stack.browser.env), COMMAND, "doctor", "--json", check=False)
        found = json.loads(doctor.stdout)["findings"]
        assert [it for it in found if it["level"] == "fault"] == []
        registered = [it["what"] for it in found if it["code"] == "registered"]
        assert any(f"{browser.title()} starts this program, for all users" in what for what in registered)
        assert "host_answers" in [it["code"] for it in found]


def variables(environment: Any) -> list[str]:
    kept = ("HOME", "PATH", "VOISO_CALL_HOME")
    return ["-i", *(f"{name}={environment[name]}" for name in kept)]


def test_from_an_older_version_to_the_last_trace(root: CleanRoot, package: Path, tmp_path: Path) -> None:
    install(root, older(package, tmp_path))
    assert root.path(f"{FOLDER}/lib/shared/voiso_call/gone.py").exists()
    bytecode = root.path(f"{FOLDER}/lib/shared/voiso_call/__pycache__")
    assert list(bytecode.glob("__init__.*.pyc")), "compiled when it was installed"
    install(root, package)
    assert not root.path(f"{FOLDER}/lib/shared/voiso_call/gone.py").exists()
    assert root.run(COMMAND, "--version").stdout == f"{VERSION}\n"
    for name in MANIFESTS:
        content = root.path(name).read_bytes()
        is_firefox = "librewolf" in name or "mozilla" in name
        accepts = manifest_oracle.firefox_accepts if is_firefox else manifest_oracle.chromium_accepts
        assert accepts(content, NAME, "linux"), name
        assert json.loads(content)["path"] == f"{FOLDER}/voiso-call-host"
    assert {name for name in root.changes() if name.endswith(f"{NAME}.json")} == MANIFESTS
    root.run("env", "PYTHONDONTWRITEBYTECODE=", COMMAND, "status", check=False)  # as root, who may write
    root.run("dpkg", "--force-unsafe-io", "--purge", "voiso-click-to-call")
    assert left(root) == {}
    assert "voiso" not in root.path("/var/lib/dpkg/status").read_text()
    assert [name for name in root.changes() if "voiso" in name] == []


def older(package: Path, folder: Path) -> Path:
    """Return the package as an older version: with a file more, other registrations, without bytecode."""
    content = unpacked(package, folder / "older")
    control = content / "DEBIAN/control"
    control.write_text(re.sub(r"(?m)^Version: .*", "Version: 0.0.9", control.read_text()))
    for manifest in MANIFESTS:
        (content / manifest[1:]).write_text("{}")
    program = content / FOLDER[1:]
    (program / "lib/shared/voiso_call/gone.py").touch()
    for cache in [*program.rglob("__pycache__")]:
        shutil.rmtree(cache)
    return pack(content, folder / "older.deb", 0)


def unpacked(package: Path, folder: Path) -> Path:
    subprocess.run(["dpkg-deb", "--raw-extract", package, folder], check=True)
    return folder


def test_a_copy_that_is_no_package_is_registered_for_all_users(
    root: CleanRoot, package: Path, tmp_path: Path
) -> None:
    """The package's files elsewhere are what an administrator installs by hand."""
    program = "/opt/copy"
    files = unpacked(package, tmp_path / "files")
    root.run("cp", "-a", f"{files}{FOLDER}", program)
    root.run("rm", f"{program}/voiso-call-host")
    before = left(root)
    command = [f"{program}/bin/python3", "-IB", "-m", "voiso_call"]
    root.run(*command, "install", "--system")
    launcher = "/opt/voiso-call/voiso-call-host"
    assert {json.loads(root.path(name).read_bytes())["path"] for name in MANIFESTS} == {launcher}
    hello = b'{"protocol": 1, "id": 1, "request": {"type": "hello", "extension_version": "0.1.0"}}'
    everybody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    done = subprocess.run(
        [
            *root.enter,
            *everybody,
            "env",
            "-i",
            "HOME=/nonexistent",
            launcher,
            f"chrome-extension://{CHROMIUM_ID}/",
        ],
        input=len(hello).to_bytes(4, sys.byteorder) + hello,
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout[4:])["reply"]["host_version"] == VERSION
    root.run("chmod", "o-rx", program)
    assert (
        "not every user may enter /opt/copy" in root.run(*command, "install", "--system", check=False).stderr
    )
    root.run("chmod", "o+rx", program)
    root.run(*command, "uninstall", "--system")
    assert left(root) == before


def test_the_same_content_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    content = unpacked(package, tmp_path / "again")
    for cache in [*content.rglob("__pycache__")]:
        shutil.rmtree(cache)
    compile_bytecode(content, [PYTHON.resolve().name.removeprefix("python")])
    (content / "DEBIAN/control").chmod(0o600)
    assert pack(content, tmp_path / "again.deb", source_date_epoch()).read_bytes() == package.read_bytes()
