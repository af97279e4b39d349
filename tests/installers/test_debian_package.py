"""The Debian package, in a clean root: installed, upgraded, purged without a trace, and the same bytes again.

That browsers use it is tested in test_roll_out.py.
"""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import voiso_call
from artefacts import debian_packages
from artefacts.debian_package import FOLDER, compile_bytecode, pack
from artefacts.debian_packages import install_packages
from artefacts.release import source_date_epoch
from support import manifest_oracle
from support.clean_root import CleanRoot
from support.debian import install, system_python, unpacked
from support.managed_policy import CHROMIUM_ID

VERSION = voiso_call.__version__
COMMAND = "/usr/bin/voiso-call"
NAME = "com.voiso.click_to_call"
MANIFESTS = {
    *(f"/etc/{name}/native-messaging-hosts/{NAME}.json" for name in ("chromium", "opt/chrome", "opt/edge")),
    *(f"/etc/opt/{name}/native-messaging-hosts/{NAME}.json" for name in ("chrome_for_testing", "vivaldi")),
    *(f"/usr/lib/{name}/native-messaging-hosts/{NAME}.json" for name in ("mozilla", "librewolf")),
}
BOOKS = ("/var/lib/dpkg", "/var/log")  # where dpkg writes about every package


def left(root: CleanRoot) -> dict[str, str]:
    return {name: kind for name, kind in root.changes().items() if not name.startswith(BOOKS)}


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


def test_package_does_not_depend_on_the_folder_where_it_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pip_install(folder: Path, *_: object) -> None:
        info = folder / "cffi-1.dist-info"
        info.mkdir()
        (info / "WHEEL").write_text("Tag: cp311-cp311-linux_x86_64\n")
        (info / "METADATA").write_text("Name: cffi\n")
        (folder / "_cffi.so").touch()
        command = f"../../bin/cffi-gen-src,sha256={tmp_path / folder},9"  # its first line has the path
        (info / "RECORD").write_text(f"{command}\n_cffi.so,,0\n{info.name}/WHEEL,,9\n")

    monkeypatch.setattr(debian_packages, "_pip_install", pip_install)
    wheel = tmp_path / "voiso_call.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("voiso_call-1.dist-info/METADATA", "Name: voiso-call\n")
    built = []
    for name in ("one", "other"):
        install_packages(tmp_path / name, {}, wheel, ["3.11"], "x86_64", None)
        files = [*(tmp_path / name).rglob("*")]
        built.append(
            {file.relative_to(tmp_path / name): file.is_file() and file.read_bytes() for file in files}
        )
    assert built[0] == built[1]
    assert Path("lib/python3.11/site-packages/cffi-1.dist-info/METADATA") in built[0]


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


def test_a_copy_that_is_no_package_is_registered_for_all_users(
    root: CleanRoot, unpackaged: list[str]
) -> None:
    before = left(root)
    root.run(*unpackaged, "install", "--system")
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
    reply = json.loads(done.stdout[4:])["reply"]
    assert (reply["host_version"], reply["installed_by"]) == (VERSION, "deb")
    root.run("chmod", "o-rx", "/opt/copy")
    refused = root.run(*unpackaged, "install", "--system", check=False)
    assert "not every user may enter /opt/copy" in refused.stderr
    root.run("chmod", "o+rx", "/opt/copy")
    root.run(*unpackaged, "uninstall", "--system")
    assert left(root) == before


def test_the_same_content_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    content = unpacked(package, tmp_path / "again")
    for cache in [*content.rglob("__pycache__")]:
        shutil.rmtree(cache)
    compile_bytecode(content, [system_python()])
    (content / "DEBIAN/control").chmod(0o600)
    assert pack(content, tmp_path / "again.deb", source_date_epoch()).read_bytes() == package.read_bytes()
