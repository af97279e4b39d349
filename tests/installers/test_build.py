"""A release: the same bytes each time, exactly the files that are needed, and lists that are true."""

import hashlib
import json
import os
import re
import subprocess
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import voiso_call
from artefacts import bill_of_materials, locked_packages
from artefacts.build_error import BuildError
from artefacts.extension_archives import ONLY_CHROMIUM, ONLY_FIREFOX
from artefacts.release import build_release, source_date_epoch
from support.dev_env.venv import EXTENSION, ROOT

VERSION = voiso_call.__version__
WHEEL = f"voiso_call-{VERSION}-py3-none-any.whl"
CHROMIUM_ZIP = f"voiso-click-to-call-{VERSION}-chromium.zip"
FIREFOX_XPI = f"voiso-click-to-call-{VERSION}-firefox.xpi"
LOCALES = sorted(folder.name for folder in (EXTENSION / "_locales").iterdir())
EXTENSION_FILES = {
    *(f"{page}.{kind}" for page in ("popup", "options", "card") for kind in ("html", "css", "js")),
    *("background.js", "content-start.js", "content.js", "content.css", "content-main.js", "popup-finder.js"),
    *(f"_locales/{locale}/messages.json" for locale in LOCALES),
    *("icons/icon-16.png", "icons/icon-32.png", "icons/icon-48.png", "icons/icon-128.png", "icons/icon.svg"),
    *("manifest.json", "LICENSE"),
}


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_building_again_gives_the_same_bytes(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere, with other permissions of new files, over what another build left."""
    again = tmp_path / "again"
    again.mkdir()
    (again / "SHA256SUMS").write_text("0  earlier.whl\n")
    (again / "earlier.whl").write_text("")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(source_date_epoch()))
    old = os.umask(0o077)
    try:
        build_release(again)
    finally:
        os.umask(old)
    assert digests(again) == digests(release)


def test_files_that_no_build_wrote_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "documents" / "thesis.txt"
    file.parent.mkdir()
    file.write_text("")
    with pytest.raises(BuildError, match=r"thesis\.txt is not of a release"):
        build_release(file.parent)
    assert [*file.parent.iterdir()] == [file]


def test_checksums_are_those_of_all_files(release: Path) -> None:
    lines = (release / "SHA256SUMS").read_text().splitlines()
    listed = {line.partition("  ")[2]: line.partition("  ")[0] for line in lines}
    assert listed == {name: digest for name, digest in digests(release).items() if name != "SHA256SUMS"}
    assert list(listed) == sorted(listed)


@pytest.mark.parametrize(
    ("name", "files", "removed"),
    [
        (CHROMIUM_ZIP, EXTENSION_FILES | {"managed_schema.json"}, ONLY_FIREFOX),
        (FIREFOX_XPI, EXTENSION_FILES, ONLY_CHROMIUM),
    ],
    ids=["zip", "xpi"],
)
def test_extension_archive_has_what_the_browser_needs_and_no_more(
    release: Path, name: str, files: set[str], removed: tuple[tuple[str, ...], ...]
) -> None:
    with zipfile.ZipFile(release / name) as archive:
        assert archive.testzip() is None
        assert {*archive.namelist()} == files
        contents = {file: archive.read(file) for file in archive.namelist()}
    assert not any(b"sourceMappingURL" in content for content in contents.values())
    manifest = json.loads(contents["manifest.json"])
    assert manifest["version"] == VERSION
    expected = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    for *parents, key in removed:
        part: dict[str, Any] = expected
        for parent in parents:
            part = part[parent]
        del part[key]
    assert manifest == expected
    named = {*re.findall(r'"([\w/-]+\.(?:js|css|html|png|json))"', json.dumps(manifest))}
    assert named <= files, "a file that the manifest names is missing"


def test_host_packages_have_the_program_and_no_more(release: Path) -> None:
    sources = {
        file.relative_to(ROOT / "host").as_posix()
        for file in (ROOT / "host/voiso_call").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    with zipfile.ZipFile(release / WHEEL) as wheel:
        info = f"voiso_call-{VERSION}.dist-info"
        names = {name for name in wheel.namelist() if not name.startswith(info)}
        assert names == sources
        assert f"Version: {VERSION}\n" in wheel.read(f"{info}/METADATA").decode()
    with tarfile.open(release / f"voiso_call-{VERSION}.tar.gz") as archive:
        top = f"voiso_call-{VERSION}/"
        packed = {member.name.removeprefix(top) for member in archive.getmembers() if member.isfile()}
    others = {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", ".gitignore", "PKG-INFO"}
    assert packed == {f"host/{name}" for name in sources} | others


def test_requirements_are_the_wheel_and_what_it_imports(release: Path) -> None:
    text = (release / f"voiso-call-{VERSION}-requirements.txt").read_text()
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    names = [Requirement(line.rstrip("\\ ")).name for line in lines]
    digest = hashlib.sha256((release / WHEEL).read_bytes()).hexdigest()
    assert f"voiso-call=={VERSION} \\\n    --hash=sha256:{digest}\n" in text
    assert {"voiso-call", "aiohttp", "yarl", "multidict", "pydantic-core", "secretstorage"} <= {*names}
    assert {"hatchling", "pluggy", "editables", "packaging"}.isdisjoint(names), "they only build"
    assert len(names) == len({*names}) == len(locked_packages.runtime_packages()) + 1


def test_lock_file_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(BuildError, match="cannot be read"):
        locked_packages.locked_packages("broken==\n    --hash=sha256:0\n")


def test_bill_of_materials_lists_what_is_shipped(release: Path) -> None:
    text = (release / f"voiso-click-to-call-{VERSION}.cdx.json").read_text()
    bill = json.loads(text)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    components = bill["components"]
    libraries = {it["name"]: it["version"] for it in components if it["type"] == "library"}
    locked = {name: it.version for name, it in locked_packages.runtime_packages().items()}
    bundled = {name: it["version"] for name, it in bill_of_materials.bundled_node_packages().items()}
    assert libraries == locked | bundled
    hashes = {it["name"]: it["hashes"][0]["content"] for it in components if it["type"] == "file"}
    assert {WHEEL, CHROMIUM_ZIP, FIREFOX_XPI} == hashes.keys()
    assert hashes.items() <= digests(release).items()
    refs = {it["bom-ref"] for it in components if "bom-ref" in it} | {"release"}
    edges = {it["ref"]: it["dependsOn"] for it in bill["dependencies"]}
    assert edges.keys() == refs
    assert {ref for others in edges.values() for ref in others} == refs - {"release"}, "all have a user"
    assert f"pkg:pypi/yarl@{locked['yarl']}" in edges[f"pkg:pypi/aiohttp@{locked['aiohttp']}"]
    assert "http" not in text.replace("aiohttp", ""), "no address of a registry"


def test_extension_that_bundles_a_development_package_is_not_built(tmp_path: Path) -> None:
    """Else the bill of materials would lack it."""
    for name in ("src", "node_modules", "package.json"):
        (tmp_path / name).symlink_to(EXTENSION / name)
    (tmp_path / "more.ts").write_text("import axe from 'axe-core';\nconsole.log(axe);\n")
    build = (EXTENSION / "tools/build.mjs").read_text("utf-8")
    assert "'popup.ts'" in build
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools/build.mjs").write_text(build.replace("'popup.ts'", "'../more.ts'"), "utf-8")
    done = subprocess.run(
        ["node", tmp_path / "tools/build.mjs", tmp_path / "built"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert 'is bundled, but not in "dependencies"' in done.stderr
