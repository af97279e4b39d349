"""The install record: which manifests were written for which browsers, and the folders made for them.

`uninstall` deletes what is in it, and nothing else. It is written before the manifests, so that an
installation which is interrupted leaves nothing that is not in it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from voiso_call.system import secure_read

MAX_RECORD_BYTES = 1024 * 1024
FILE_MODE = 0o644


class RegistrationError(Exception):
    """The host cannot be registered: with this browser, on this system, with these options, or not safely.

    `code` is stable, for scripts.
    """

    def __init__(self, text: str, code: str = "not_registered"):
        self.code = code
        super().__init__(text)


@dataclass(frozen=True)
class Entry:
    """A manifest that was written. Several browsers may read the same file.

    No browser is named in a record of a version that did not note them.
    """

    file: str
    browsers: frozenset[str] = frozenset()
    registry_key: str | None = None


@dataclass(frozen=True)
class InstallRecord:
    """The content of the record."""

    entries: tuple[Entry, ...] = ()
    folders: frozenset[str] = frozenset()

    def entry(self, file: Path, registry_key: str | None = None) -> Entry:
        """Return the entry of a manifest: an empty one if it was not written."""
        place = (str(file), registry_key)
        found = (entry for entry in self.entries if (entry.file, entry.registry_key) == place)
        return next(found, Entry(*(place[0], frozenset(), place[1])))

    def browsers(self, file: Path) -> frozenset[str]:
        """Return the browsers that read a manifest; on Windows under different keys of the registry."""
        return frozenset(name for entry in self.entries if entry.file == str(file) for name in entry.browsers)

    def with_browser(self, file: Path, registry_key: str | None, browser: str) -> "InstallRecord":
        """Return the record after a manifest was written for a browser."""
        old = self.entry(file, registry_key)
        return self._replaced(old, replace(old, browsers=old.browsers | {browser}))

    def without_browser(self, file: Path, registry_key: str | None, browser: str) -> "InstallRecord":
        """Return the record after a browser no longer uses a manifest."""
        old = self.entry(file, registry_key)
        left = old.browsers - {browser}
        return self._replaced(old, replace(old, browsers=left) if left else None)

    def with_folders(self, folders: Iterable[Path]) -> "InstallRecord":
        """Return the record after folders were made."""
        return replace(self, folders=self.folders | {str(folder) for folder in folders})

    def _replaced(self, old: Entry, new: Entry | None) -> "InstallRecord":
        others = [entry for entry in self.entries if entry != old]
        kept = [*others, new] if new else others
        return replace(self, entries=tuple(sorted(kept, key=lambda entry: (entry.file, str(entry)))))

    def to_json(self) -> str:
        """Return the content of the file."""
        manifests = [
            {"file": entry.file, "browsers": sorted(entry.browsers)}
            | ({"registry_key": entry.registry_key} if entry.registry_key else {})
            for entry in self.entries
        ]
        return json.dumps({"manifests": manifests, "folders": sorted(self.folders)}, indent=2) + "\n"


def load(file: Path) -> InstallRecord:
    """Return the record; an empty one if it is missing or broken.

    Raises RegistrationError for a record that other users could have written.
    """
    try:
        return parse(secure_read.read_secure(file, secret=False, limit=MAX_RECORD_BYTES))
    except secure_read.InsecureFileError as error:
        raise RegistrationError(str(error)) from None
    except OSError:
        return InstallRecord()


def parse(text: str | bytes) -> InstallRecord:
    """Return the record with this content; an empty one if it is broken."""
    try:
        content = json.loads(text)
        if isinstance(content, list):  # of a version that noted the files only
            return InstallRecord(tuple(Entry(str(name)) for name in sorted(set(content))))
        entries = tuple(map(_entry, content["manifests"]))
        return InstallRecord(entries, frozenset(map(str, content["folders"])))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return InstallRecord()


def _entry(content: dict[str, Any]) -> Entry:
    key = content.get("registry_key")
    return Entry(str(content["file"]), frozenset(map(str, content["browsers"])), key and str(key))
