"""A copy of the extension in one language, whatever the language of the browser is."""

import json
import shutil
from pathlib import Path


def copy_in_language(extension: Path, language: str, copy: Path) -> Path:
    """Copy an unpacked extension without English: browsers in English then take the default language."""
    shutil.copytree(extension, copy)
    shutil.rmtree(copy / "_locales/en")
    manifest_file = copy / "manifest.json"
    manifest = json.loads(manifest_file.read_text("utf-8"))
    manifest_file.write_text(json.dumps({**manifest, "default_locale": language}), "utf-8")
    return copy
