"""Examines the program that browsers start: the launcher, its Python, who could replace them, its answer."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from voiso_call import __version__
from voiso_call.config.paths import AppPaths
from voiso_call.doctor import versions
from voiso_call.doctor.finding import Finding, fault, fault_with_advice, not_checked, ok, warning
from voiso_call.errors import CallError
from voiso_call.install import install_record, program_files, system_level
from voiso_call.install.install_record import RegistrationError
from voiso_call.native_host import extension_allowlist
from voiso_call.native_host.launching_extension import CHROMIUM_IDS
from voiso_call.protocol import framing
from voiso_call.protocol.handshake import DOCTOR
from voiso_call.system import access_advice, secure_read

# A computer that has just started takes long; a host that answers takes a tenth of a second.
ANSWER_TIMEOUT_S = 20
_INSTALL = "Run: voiso-call install"
_REINSTALL = "Install again: voiso-call install"


def examine(paths: AppPaths) -> Iterator[Finding]:
    """Yield what was found about the program."""
    yield _python()
    if paths.launcher_file.exists():
        yield from _of_launcher(paths.launcher_file, "only you can change it")
    else:
        yield from _without_own_launcher(paths)
    if paths.data.exists() and (obstacle := access_advice.obstacle(paths.launcher_file)) is not None:
        yield fault_with_advice("data_not_writable", obstacle)  # of `install` that follows
    yield from versions.examine(paths)
    yield from _dev_extensions(paths)


def _of_launcher(launcher: Path, who_can_change: str) -> Iterator[Finding]:
    if (finding := _unusable(launcher)) is not None:
        yield finding
        return
    yield ok("launcher", f"The launcher is in place, and {who_can_change}: {launcher}")
    yield from _usable(launcher)


def _python() -> Finding:
    try:
        program_files.check_interpreter(sys.executable)
    except secure_read.InsecureFileError as error:
        return fault_with_advice("python_replaceable", str(error))
    except OSError as error:
        return fault("python_missing", f"{error.filename} cannot be examined: {error.strerror}", _REINSTALL)
    version = ".".join(map(str, sys.version_info[:3]))
    return ok("python", f"Python {version} runs Click-to-Call {__version__}: {sys.executable}")


def _without_own_launcher(paths: AppPaths) -> Iterator[Finding]:
    launcher, shared = paths.launcher_file, system_level.system_launcher()
    try:  # was it written, for browsers of this user?
        is_needed = bool(install_record.load(paths.install_record_file).entries)
    except RegistrationError as error:
        yield fault_with_advice("install_record_replaceable", str(error))
        return
    if is_needed:
        yield fault("launcher_missing", f"The program that browsers start is gone: {launcher}", _REINSTALL)
    elif shared.exists():
        yield from _of_launcher(shared, "only an administrator can change it")
    else:
        yield not_checked("launcher_missing", f"Nothing is installed for browsers yet: {launcher}", _INSTALL)


def _unusable(launcher: Path) -> Finding | None:
    """Return why the launcher must not or cannot be started, from the most dangerous to the least."""
    try:
        pythons = list(program_files.interpreters(launcher))
    except (OSError, ValueError, SyntaxError):
        return fault("launcher_unreadable", f"The launcher cannot be read: {launcher}", _REINSTALL)
    if not pythons:
        return fault("launcher_damaged", f"The launcher names no Python: {launcher}", _REINSTALL)
    for python in pythons:
        if not Path(python).exists():
            what = f"The Python that Click-to-Call was installed with is gone: {python}"
            return fault("launcher_python_gone", what, _REINSTALL)
        if not os.access(python, os.X_OK):
            what = f"The Python of the launcher cannot be started: {python}"
            return fault("launcher_python_not_executable", what, _REINSTALL)
    try:
        program_files.check_launcher(launcher)
    except secure_read.InsecureFileError as error:
        return fault_with_advice("launcher_replaceable", str(error))
    except OSError as error:
        return fault(
            "launcher_unreadable", f"{error.filename} cannot be examined: {error.strerror}", _REINSTALL
        )
    if not os.access(launcher, os.X_OK):
        what = f"The launcher is not executable: {launcher}"
        return fault("launcher_not_executable", what, f"Run: chmod 755 {shlex.quote(str(launcher))}")
    return None


def _usable(launcher: Path) -> Iterator[Finding]:
    [*_, python] = program_files.interpreters(launcher)
    if python != sys.executable:
        what = f"Browsers start another Python than this command: {python}, not {sys.executable}"
        yield warning("launcher_python_other", what, _REINSTALL)
    yield _answer(launcher)


def _answer(launcher: Path) -> Finding:
    """Start the launcher as a browser does, say hello, and compare the version that it replies."""
    hello = {"protocol": 1, "id": 1, "request": {"type": "hello", "extension_version": DOCTOR}}
    command = [str(launcher), f"chrome-extension://{CHROMIUM_IDS[0]}/"]
    advice = "See what it wrote: voiso-call log"
    try:
        done = subprocess.run(  # noqa: S603 - the launcher, which only this user can change
            command, input=framing.encode(hello), capture_output=True, check=False, timeout=ANSWER_TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        return fault("host_silent", f"The program did not answer within {ANSWER_TIMEOUT_S} seconds", advice)
    except OSError as error:
        return fault("host_not_started", f"The program could not be started: {error.strerror}", _REINSTALL)
    try:
        reply = framing.decode(framing.read_message(BytesIO(done.stdout))).get("reply")
    except (framing.MessageRejectedError, framing.EndOfInputError):
        reply = None
    if not isinstance(reply, dict):
        return fault(
            "host_crashed", f"The program ended without an answer (exit code {done.returncode})", advice
        )
    params = reply.get("params")
    if isinstance(params, dict) and params.get("cause") == "python_gone":
        return fault("host_packages_gone", "The Python packages of Click-to-Call are gone", _REINSTALL)
    version = reply.get("host_version")
    if version != __version__:
        what = f"Browsers start version {version}, and this command is version {__version__}"
        return warning("host_version", what, _REINSTALL)
    return ok("host_answers", f"The program answers as a browser asks it, with version {version}")


def _dev_extensions(paths: AppPaths) -> Iterator[Finding]:
    try:
        allowed = extension_allowlist.load_allowlist(paths.dev_extensions_file)
    except CallError as error:
        yield fault_with_advice("dev_extensions_replaceable", error.detail)
        return
    for browser, ids in allowed.items():
        what = f"Extensions under development may place calls from {browser}: {', '.join(ids)}"
        yield warning("dev_extensions", what, f"To end that: voiso-call install --browser {browser}")
