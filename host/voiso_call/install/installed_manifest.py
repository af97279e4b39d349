"""Reads the manifests that are there: whether they start this host, or another program."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from voiso_call.install.install_plan import InstallPlan
from voiso_call.install.manifest_rules import MAX_MANIFEST_BYTES
from voiso_call.install.registration_table import Location
from voiso_call.install.windows_registry import Registry


def is_installed(planned: InstallPlan, registry: Registry | None = None) -> bool:
    """Return whether a planned manifest exists, is found by the browser, and starts this host."""
    return bool(installed_files(planned, registry))


def installed_files(planned: InstallPlan, registry: Registry | None = None) -> list[Path]:
    """Return the planned manifests that exist, are found by the browser, and start this host."""
    return [
        manifest.file
        for manifest in planned.manifests
        if program_of(file_that_is_read(manifest.location, registry)) == str(planned.launcher_file)
    ]


def file_that_is_read(location: Location, registry: Registry | None) -> Path:
    """Return the manifest that a browser reads at a place: on Windows the one that the registry names.

    If it names none, that is a file that does not exist. Raises OSError for a key that cannot be read.
    """
    if registry is None or location.registry_key is None:
        return Path(location.manifest_file)
    return Path(registry.get(location.registry_key) or f"{location.manifest_file}.none")


def other_programs(planned: InstallPlan, registry: Registry | None = None) -> Iterator[tuple[Path, Path]]:
    """Yield each manifest that starts another program than this launcher, which exists, and that program."""
    for manifest in planned.manifests:
        file = file_that_is_read(manifest.location, registry)
        path = program_of(file)
        if path is None or path == str(planned.launcher_file):
            continue
        program = file.parent / path  # browsers require an absolute path, except on Windows
        try:
            if program.exists():
                yield file, program
        except (OSError, ValueError):  # such as a path that is too long: nothing that could be started
            continue


def program_of(manifest_file: Path) -> str | None:
    """Return the program that a manifest starts; None if there is no manifest, or a broken one."""
    try:
        # As browsers do: they reject a byte order mark, so that such a manifest starts nothing.
        return program_in(parse(read(manifest_file), "utf-8"))
    except (OSError, ValueError):  # ValueError: a path that cannot exist
        return None


def read(manifest_file: Path) -> bytes:
    """Return the content of a manifest, and of one that is too large the beginning. Raises OSError."""
    if not stat.S_ISREG(manifest_file.stat().st_mode):  # reading a FIFO would not end
        raise OSError(None, "not a regular file; move it away")
    with manifest_file.open("rb") as stream:
        return stream.read(MAX_MANIFEST_BYTES + 1)


def parse(content: bytes, encoding: str) -> dict[str, Any]:
    """Return the object that a manifest holds, an empty one if it holds none."""
    try:
        manifest = json.loads(content.decode(encoding))
    except (ValueError, RecursionError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def program_in(manifest: dict[str, Any]) -> str | None:
    """Return the program that is named in what a manifest holds."""
    path = manifest.get("path")
    return path if isinstance(path, str) else None
