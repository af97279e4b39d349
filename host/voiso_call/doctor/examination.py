"""Runs every group of checks, in the order in which a click goes: browser, program, settings, key, Voiso."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from voiso_call.config.paths import AppPaths
from voiso_call.doctor import browsers, journal, log, program, settings, voiso
from voiso_call.doctor.finding import Finding
from voiso_call.install.browser_places import Browser

GroupName: TypeAlias = Literal["browsers", "program", "settings", "voiso", "history", "log"]
GROUPS: tuple[GroupName, ...] = get_args(GroupName)


@dataclass(frozen=True)
class Group:
    """The findings of one group of checks."""

    name: GroupName
    findings: list[Finding]


async def examine(paths: AppPaths, browser: Browser | None = None) -> list[Group]:
    """Examine everything; with `browser`, of the browsers only that one."""
    return [
        Group("browsers", list(browsers.examine(paths, browser))),
        Group("program", list(program.examine(paths))),
        Group("settings", list(settings.examine(paths))),
        Group("voiso", await voiso.examine(paths)),
        Group("history", list(journal.examine(paths))),
        Group("log", list(log.examine(paths))),
    ]
