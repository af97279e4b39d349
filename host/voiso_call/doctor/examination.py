"""Runs every group of checks, in the order in which a click goes: browser, program, settings, key, Voiso."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from voiso_call.config.paths import AppPaths
from voiso_call.doctor import browsers, journal, log, program, settings, voiso
from voiso_call.doctor.finding import Finding, fault_with_advice
from voiso_call.install.browser_places import Browser
from voiso_call.system import access_advice

GroupName: TypeAlias = Literal["browsers", "program", "settings", "voiso", "history", "log"]


@dataclass(frozen=True)
class Group:
    """The findings of one group of checks."""

    name: GroupName
    findings: list[Finding]


async def examine(paths: AppPaths, browser: Browser | None = None) -> list[Group]:
    """Examine everything; with `browser`, of the browsers only that one."""
    return [
        Group("browsers", list(_as_far_as_possible(browsers.examine(paths, browser)))),
        Group("program", list(_as_far_as_possible(program.examine(paths)))),
        Group("settings", list(_as_far_as_possible(settings.examine(paths)))),
        Group("voiso", await _of_voiso(paths)),
        Group("history", list(_as_far_as_possible(journal.examine(paths)))),
        Group("log", list(_as_far_as_possible(log.examine(paths)))),
    ]


def _as_far_as_possible(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings of a group up to a file that cannot be examined: no group ends the others."""
    try:
        yield from findings
    except OSError as error:
        yield _not_examined(error)


async def _of_voiso(paths: AppPaths) -> list[Finding]:
    try:
        return await voiso.examine(paths)
    except OSError as error:
        return [_not_examined(error)]


def _not_examined(error: OSError) -> Finding:
    return fault_with_advice("not_examined", access_advice.explain(error), "Tell your administrator")
