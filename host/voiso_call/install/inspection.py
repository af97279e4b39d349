"""What stands where browsers look for this host: nothing, our manifest, a broken or a foreign one."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Any

from voiso_call.install import installed_manifest
from voiso_call.install.browser_places import System
from voiso_call.install.manifest_rules import Rejection, rejections
from voiso_call.install.registration_table import Location
from voiso_call.install.windows_registry import Registry
from voiso_call.system import access_advice


class State(StrEnum):
    """What stands at a location.

    `OURS` is what `install` would write; `OUTDATED` starts our launcher, but differs from that. `BROKEN` is
    not accepted by the browser, or its program is gone. `FOREIGN` starts another program, which exists.
    """

    ABSENT = "absent"
    OURS = "ours"
    OUTDATED = "outdated"
    BROKEN = "broken"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class InspectedManifest:
    """The manifest that stands at one location, or that none does.

    `manifest_file` is the file that the browser reads: on Windows the one that the registry names. `program`
    is what it starts, if that can be read. `detail` is the reason for `UNREADABLE`, with advice.
    `shadowed_by` is the location where the browser finds a manifest earlier, so that it never reads this one.
    """

    location: Location
    state: State
    manifest_file: Path | None = None
    program: str | None = None
    rejections: tuple[Rejection, ...] = ()
    detail: str | None = None
    shadowed_by: Location | None = None

    @property
    def is_other_copy(self) -> bool:
        """Whether it starts a host of this product that is not this installation, like that of a package."""
        return self.state is State.FOREIGN and PurePath(self.program or "").stem == "voiso-call-host"


def inspect(
    location: Location,
    expected: Mapping[str, Any],
    system: System,
    registry: Registry | None = None,
) -> InspectedManifest:
    """Return what stands at a location; `expected` is the manifest that `install` would write there.

    Changes nothing, and raises no error for what it finds. `shadowed_by` is left to `inspect_all`.
    """
    try:
        file = _manifest_file(location, registry)
        if file is None:
            return InspectedManifest(location, State.ABSENT)
        content = installed_manifest.read(file)
    except FileNotFoundError:
        if location.registry_key is None:
            return InspectedManifest(location, State.ABSENT)
        return InspectedManifest(
            location, State.BROKEN, file, detail="the registry names a file that is missing"
        )
    except OSError as error:
        return InspectedManifest(location, State.UNREADABLE, detail=access_advice.explain(error))
    reasons = tuple(rejections(content, location.shape, system))
    manifest = installed_manifest.parse(content, "utf-8-sig")  # the mark is among the reasons
    program = installed_manifest.program_in(manifest)
    state = _state(manifest, expected, program, reasons, file)
    return InspectedManifest(location, state, file, program, reasons)


def inspect_all(
    locations: Sequence[Location],
    expected: Mapping[Location, Mapping[str, Any]],
    system: System,
    registry: Registry | None = None,
) -> list[InspectedManifest]:
    """Return what stands at each location, and by which other one of the same browser it is shadowed.

    Chromium reads only the first manifest that exists, in the order of the table; Firefox goes on to the next
    one if it rejects a manifest.
    """
    found: list[InspectedManifest] = []
    for location in locations:
        manifest = inspect(location, expected[location], system, registry)
        if manifest.state is not State.ABSENT:
            earlier = (other for other in found if other.location.browser == location.browser)
            first = next((other.location for other in earlier if _ends_the_search(other)), None)
            manifest = replace(manifest, shadowed_by=first)
        found.append(manifest)
    return found


def _ends_the_search(manifest: InspectedManifest) -> bool:
    if manifest.location.obstacle is not None or manifest.state is State.ABSENT:
        return False
    is_accepted = manifest.state is not State.UNREADABLE and not manifest.rejections
    return is_accepted or manifest.location.shape == "chromium"


def _manifest_file(location: Location, registry: Registry | None) -> Path | None:
    if location.registry_key is None:
        return Path(location.manifest_file)
    value = None if registry is None else registry.get(location.registry_key)
    return Path(value) if value else None


def _state(
    manifest: dict[str, Any],
    expected: Mapping[str, Any],
    program: str | None,
    reasons: tuple[Rejection, ...],
    file: Path,
) -> State:
    # On Windows a path may be relative, and upper and lower case are the same.
    started = None if program is None else file.parent / program
    exists = started is not None and _exists(started)
    if started is not None and started != Path(expected["path"]):
        return State.FOREIGN if exists else State.BROKEN
    if reasons or not exists:
        return State.BROKEN
    return State.OURS if {**manifest, "path": expected["path"]} == expected else State.OUTDATED


def _exists(program: Path) -> bool:
    try:
        return os.path.lexists(program) and program.exists()
    except (OSError, ValueError):  # such as a path that is too long: nothing that could be started
        return False
