"""What stands where browsers look: each state, and which manifest a browser finds first."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from support.memory_registry import MemoryRegistry
from voiso_call.install.browser_places import Browser
from voiso_call.install.inspection import InspectedManifest, State, inspect, inspect_all
from voiso_call.install.manifest_rules import Rejection
from voiso_call.install.registration_table import HOST_NAME, Level, Location, Shape

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths of other systems, and a FIFO")

EXTENSION: dict[Shape, dict[str, list[str]]] = {
    "chromium": {"allowed_origins": [f"chrome-extension://{'p' * 32}/"]},
    "gecko": {"allowed_extensions": ["click@example.org"]},
}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "own" / "voiso-call-host"
    file.parent.mkdir()
    file.touch()
    return file


def manifest(program: Path | str, shape: Shape = "chromium") -> dict[str, Any]:
    texts = {"name": HOST_NAME, "description": "Calls", "path": str(program), "type": "stdio"}
    return {**texts, **EXTENSION[shape]}


def location(folder: Path, level: Level = "user", shape: Shape = "chromium") -> Location:
    browser: Browser = "firefox" if shape == "gecko" else "chrome"
    folder.mkdir(exist_ok=True)
    return Location(browser, level, shape, folder / f"{HOST_NAME}.json")


def stands(tmp_path: Path, program: Path, content: str | bytes | dict[str, Any] | None) -> InspectedManifest:
    """Return what is found with this content of the manifest; None is no file."""
    place = location(tmp_path / "browser")
    file = Path(place.manifest_file)
    if isinstance(content, dict):
        content = json.dumps(content)
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return inspect(place, manifest(program), "linux")


def test_nothing_ours_and_outdated(tmp_path: Path, program: Path) -> None:
    assert stands(tmp_path, program, None).state is State.ABSENT
    found = stands(tmp_path, program, manifest(program))
    assert (found.state, found.program, found.rejections) == (State.OURS, str(program), ())
    older = {**manifest(program), "allowed_origins": [f"chrome-extension://{'a' * 32}/"]}
    assert stands(tmp_path, program, older).state is State.OUTDATED


def test_what_no_browser_accepts_is_broken_with_the_reason(tmp_path: Path, program: Path) -> None:
    found = stands(tmp_path, program, "{")
    assert (found.state, found.rejections) == (State.BROKEN, (Rejection.NOT_JSON,))
    found = stands(tmp_path, program, {**manifest(program), "allowed_origins": ["*"]})
    assert (found.state, found.rejections) == (State.BROKEN, (Rejection.EXTENSION_WILDCARD,))
    assert stands(tmp_path, program, b"\xef\xbb\xbf" + json.dumps(manifest(program)).encode()).state is (
        State.BROKEN
    )


@pytest.mark.parametrize("path", ["/nowhere/voiso-call-host", f"/{'a' * 5000}", "/with\0zero"])
def test_a_manifest_of_a_removed_host_is_broken(tmp_path: Path, program: Path, path: str) -> None:
    found = stands(tmp_path, program, manifest(path))
    assert (found.state, found.program) == (State.BROKEN, path)


def test_our_launcher_that_is_gone_is_broken(tmp_path: Path, program: Path) -> None:
    program.unlink()
    assert stands(tmp_path, program, manifest(program)).state is State.BROKEN


def test_another_program_is_foreign_also_in_a_wrong_manifest(tmp_path: Path, program: Path) -> None:
    other = tmp_path / "other"
    other.touch()
    assert stands(tmp_path, program, manifest(other)).state is State.FOREIGN
    found = stands(tmp_path, program, {"path": str(other)})
    assert (found.state, found.is_other_copy) == (State.FOREIGN, False)
    copy = tmp_path / "voiso-call-host"
    copy.touch()
    assert stands(tmp_path, program, manifest(copy)).is_other_copy


def test_what_cannot_be_read_is_said_with_the_reason(tmp_path: Path, program: Path) -> None:
    place = location(tmp_path / "browser")
    file = Path(place.manifest_file)
    os.mkfifo(file)
    found = inspect(place, manifest(program), "linux")
    assert (found.state, found.detail) == (State.UNREADABLE, "not a regular file; move it away")
    file.unlink()
    file.symlink_to(file)
    assert inspect(place, manifest(program), "linux").state is State.UNREADABLE


def both_levels(tmp_path: Path, program: Path, shape: Shape, user: str) -> list[InspectedManifest]:
    places = [location(tmp_path / "user", "user", shape), location(tmp_path / "system", "system", shape)]
    Path(places[0].manifest_file).write_text(user)
    Path(places[1].manifest_file).write_text(json.dumps(manifest(program, shape)))
    return inspect_all(places, dict.fromkeys(places, manifest(program, shape)), "linux")


@pytest.mark.parametrize("shape", EXTENSION)
def test_a_manifest_of_the_user_shadows_that_of_the_system(
    tmp_path: Path, program: Path, shape: Shape
) -> None:
    user, system = both_levels(tmp_path, program, shape, json.dumps(manifest(program, shape)))
    assert (user.shadowed_by, system.shadowed_by) == (None, user.location)
    assert system.state is State.OURS


def test_a_broken_manifest_shadows_in_chromium_and_not_in_firefox(tmp_path: Path, program: Path) -> None:
    user, system = both_levels(tmp_path, program, "chromium", "{")
    assert system.shadowed_by == user.location
    assert both_levels(tmp_path, program, "gecko", "{")[1].shadowed_by is None


def test_on_windows_the_registry_names_the_file(tmp_path: Path, program: Path) -> None:
    key = rf"HKCU\SOFTWARE\Google\Chrome\NativeMessagingHosts\{HOST_NAME}"
    place = Location("chrome", "user", "chromium", tmp_path / "unused.json", key)
    expected = manifest(program)
    registry = MemoryRegistry()
    assert inspect(place, expected, "win32", registry).state is State.ABSENT
    assert inspect(place, expected, "win32").state is State.ABSENT
    file = tmp_path / "é & o'brien.json"
    registry.set(key, str(file))
    found = inspect(place, expected, "win32", registry)
    assert (found.state, found.manifest_file) == (State.BROKEN, file)
    file.write_text(json.dumps(expected))
    assert inspect(place, expected, "win32", registry).state is State.OURS
    registry.broken.add(key)
    found = inspect(place, expected, "win32", registry)
    assert (found.state, found.detail) == (State.UNREADABLE, "Access is denied")
