"""Packs the extension: a zip for Chromium's family and an xpi for Firefox, with a manifest for each."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from artefacts.archive import write_archive
from artefacts.build_error import BuildError
from support.dev_env import venv
from support.dev_env.progress import run

# What the other family does not know and would warn about, as paths in the manifest.
ONLY_FIREFOX = (("browser_specific_settings",), ("background", "scripts"))
ONLY_CHROMIUM = (("key",), ("minimum_chrome_version",), ("background", "service_worker"), ("storage",))
_SCHEMA = "managed_schema.json"  # Firefox takes managed settings without one


def build_extension_archives(folder: Path, version: str, epoch: int) -> tuple[Path, Path]:
    """Build the extension and write both archives into a folder; return them, Chromium's first."""
    with tempfile.TemporaryDirectory(prefix="voiso-extension-") as built:
        node = [venv.get_node(), "run", "--silent", "build", "--", built]
        run(node, env=venv.variables(), cwd=venv.EXTENSION)
        contents = {
            path.relative_to(built).as_posix(): path.read_bytes()
            for path in Path(built).rglob("*")
            if path.is_file()
        }
    contents["LICENSE"] = (venv.ROOT / "LICENSE").read_bytes()
    manifest = json.loads(contents["manifest.json"])
    if manifest["version"] != version:
        raise BuildError(f"the extension's manifest has version {manifest['version']}, the host {version}")
    chromium = folder / f"voiso-click-to-call-{version}-chromium.zip"
    firefox = folder / f"voiso-click-to-call-{version}-firefox.xpi"
    write_archive(chromium, contents | {"manifest.json": manifest_without(manifest, ONLY_FIREFOX)}, epoch)
    contents |= {"manifest.json": manifest_without(manifest, ONLY_CHROMIUM)}
    del contents[_SCHEMA]
    write_archive(firefox, contents, epoch)
    return chromium, firefox


def manifest_without(manifest: dict[str, Any], paths: Sequence[Sequence[str]]) -> bytes:
    """Return the manifest as a file without what is at these paths, all of which it must have."""
    copy = json.loads(json.dumps(manifest))
    for *parents, name in paths:
        part = copy
        for parent in parents:
            part = part[parent]
        del part[name]
    return (json.dumps(copy, indent=2, ensure_ascii=False) + "\n").encode()
