"""Reads the lock file of the host: which packages an agent's machine needs, without those that only build."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from artefacts.build_error import BuildError

ROOT = Path(__file__).resolve().parents[2]
LOCK_FILE = ROOT / "requirements" / "host.txt"
_PACKAGE = re.compile(r"^[\w.-]+==.*\n(?: {4}.*\n)+", re.MULTILINE)
_NAME = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.!+]+)(?: ; (?P<marker>[^\\\n]+?))? ?\\\n")
_DEPENDENT = re.compile(r"#(?: via)? +([\w.-]+)$", re.MULTILINE)


@dataclass(frozen=True)
class LockedPackage:
    """One package of the lock file, and the packages that need it."""

    name: str
    version: str
    marker: str | None  # on which systems and Pythons it is needed; None: on all
    dependents: frozenset[str]
    text: str  # as it is in the lock file, with its hashes


def locked_packages(lock: str) -> dict[str, LockedPackage]:
    """Return every package of a lock file by its name. Raises BuildError for one that cannot be read."""
    packages = {}
    for entry in _PACKAGE.findall(lock):
        head = _NAME.match(entry)
        if head is None:
            raise BuildError(f"{LOCK_FILE.name} has an entry that cannot be read: {entry[:80]!r}")
        dependents = frozenset(_DEPENDENT.findall(entry))
        packages[head["name"]] = LockedPackage(
            head["name"], head["version"], head["marker"], dependents, entry
        )
    return packages


def runtime_packages() -> dict[str, LockedPackage]:
    """Return the locked packages that the host imports, directly or through others, in the lock's order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = direct_names(project["dependencies"])
    packages = locked_packages(LOCK_FILE.read_text("utf-8"))
    while True:
        more = {name for name, package in packages.items() if package.dependents & needed} - needed
        if not more:
            break
        needed |= more
    if missing := needed - packages.keys():
        raise BuildError(f"{LOCK_FILE.name} lacks {', '.join(sorted(missing))}")
    return {name: package for name, package in packages.items() if name in needed}


def direct_names(requirements: list[str]) -> set[str]:
    """Return the names of requirements such as "aiohttp>=3.14,<4", as lock files spell them."""
    names = (re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def requirements_text(packages: Mapping[str, LockedPackage], wheel: str, digest: str) -> str:
    """Return the requirements that pip installs: the host's wheel and what it needs, with hashes."""
    name, version, _ = wheel.split("-", 2)
    host = f"{name.replace('_', '-')}=={version} \\\n    --hash=sha256:{digest}\n"
    header = (
        "# Voiso Click-to-Call's host and every package that it needs, each with the hashes of its files.\n"
    )
    return header + host + "".join(package.text for package in packages.values())
