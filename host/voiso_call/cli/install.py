"""`voiso-call install` and `uninstall`: registers the host with a browser, and removes the registration."""

import argparse
import json
from pathlib import Path
from typing import Literal, get_args

from voiso_call.cli.exit_codes import EXIT_OK, EXIT_REFUSED
from voiso_call.cli.output import print_error, print_line
from voiso_call.config.paths import app_paths
from voiso_call.errors import CallError
from voiso_call.install import native_manifest
from voiso_call.native_host import dev_extensions


def add_install_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call install`."""
    parser.add_argument(
        "--browser",
        choices=get_args(native_manifest.Browser),
        help="the browser to register the host with; required without --list",
    )
    _add_common_arguments(parser)
    parser.add_argument(
        "--dev-id",
        action="append",
        default=[],
        metavar="ID",
        help="also allow an extension under development to place calls; install without it to revoke this",
    )
    parser.add_argument(
        "--force", action="store_true", help="replace a registration that starts another program"
    )
    parser.add_argument(
        "--list",
        action="store_true",
        help="show with which browsers the host is registered, and change nothing",
    )
    parser.set_defaults(run=_install)


def add_uninstall_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call uninstall`."""
    parser.add_argument(
        "--browser",
        required=True,
        choices=get_args(native_manifest.Browser),
        help="the browser whose registration to remove",
    )
    _add_common_arguments(parser)
    parser.set_defaults(run=_uninstall)


def _add_common_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--user-data-dir",
        type=Path,
        metavar="DIR",
        help="for a Chromium-based browser that you start with this option: its folder",
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would be done, and change nothing")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def warn_dev_extensions() -> bool:
    """Warn about each extension under development that may place calls, and about an untrusted allowlist.

    Return whether the allowlist is trusted.
    """
    try:
        _warn_allowed(_dev_extension_ids())
    except CallError as error:
        from voiso_call.cli import texts  # imported late: pydantic, which it needs, takes 0.1 s to import

        print_error(texts.error_line(error))
        return False
    return True


def warn_unsafe_registrations() -> bool:
    """Report each registration through which others could start a program of theirs, with advice.

    Return whether there is none.
    """
    try:
        unsafe = [entry for entry in native_manifest.registrations(app_paths()) if entry.is_unsafe]
    except native_manifest.RegistrationError as error:
        print_error(f"voiso-call: {error}")
        return False
    for entry in unsafe:
        print_error(
            f"voiso-call: {entry.browser} would start a program that others can replace: {entry.problem}"
        )
    return not unsafe


def _dev_extension_ids() -> dict[str, list[str]]:
    """Return the allowed extensions under development by browser. Raises CallError(host_forbidden)."""
    return dev_extensions.load_allowlist(app_paths().dev_extensions_file)


def _warn_allowed(ids_by_browser: dict[str, list[str]]) -> None:
    for browser, extension_ids in ids_by_browser.items():
        for extension_id in extension_ids:
            print_error(f"WARNING: {browser}: the development extension {extension_id} may place calls.")
            print_error(f"To revoke this, run: voiso-call install --browser {browser}")


def _install(args: argparse.Namespace) -> int:
    if args.list:
        return _list(args)
    if args.browser is None:
        raise native_manifest.RegistrationError("install needs the browser: --browser NAME")
    planned = native_manifest.plan_install(
        args.browser, app_paths(), args.user_data_dir, dev_extension_ids=args.dev_id
    )
    if not args.dry_run:
        native_manifest.install(planned, force=args.force)
    else:
        native_manifest.check_safe(planned)
        if not args.force:
            native_manifest.check_replaceable(planned)
    if args.json:
        _print_json(args, planned, "write")
    elif args.dry_run:
        print_line(f"Would register the host with {planned.browser}: {planned.manifest_file}")
    else:
        print_line(f"Registered the host with {planned.browser}: {planned.manifest_file}")
        print_line(f"Restart the browser, then load {_extension_folder()}.")
    return EXIT_OK if warn_dev_extensions() else EXIT_REFUSED


def _extension_folder() -> str:
    """Return where the extension is: next to the current folder's sources, or described."""
    folder = Path("extension", "dist").resolve()
    return str(folder) if folder.is_dir() else "the extension: the folder extension/dist of the sources"


def _uninstall(args: argparse.Namespace) -> int:
    planned = native_manifest.plan_install(args.browser, app_paths(), args.user_data_dir)
    was_installed = (
        native_manifest.is_installed(planned) if args.dry_run else native_manifest.uninstall(planned)
    )
    if args.json:
        _print_json(args, planned, "remove" if was_installed else "none")
    elif was_installed:
        verb = "Would remove" if args.dry_run else "Removed"
        print_line(f"{verb} the registration with {planned.browser}: {planned.manifest_file}")
    elif program := native_manifest.other_program(planned):
        print_line(f"Kept {planned.manifest_file}: it starts another program, {program}.")
    else:
        print_line(f"The host is not registered with {planned.browser}.")
    return EXIT_OK


def _list(args: argparse.Namespace) -> int:
    paths = app_paths()
    registrations = native_manifest.registrations(paths)
    dev_ids = _dev_extension_ids()
    if args.json:
        launcher = str(paths.launcher_file)
        manifests = [str(entry.manifest_file) for entry in registrations if entry.problem is None]
        print_line(json.dumps({"launcher": launcher, "manifests": manifests, "dev_extension_ids": dev_ids}))
    else:
        for entry in registrations:
            note = f" ({entry.problem})" if entry.problem else ""
            print_line(f"{entry.browser}: {entry.manifest_file}{note}")
        if all(entry.problem for entry in registrations):
            print_line("The host is not registered with any browser.")
    _warn_allowed(dev_ids)
    return EXIT_OK


def _print_json(
    args: argparse.Namespace,
    planned: native_manifest.InstallPlan,
    action: Literal["write", "remove", "none"],
) -> None:
    """Print the action: with `dry_run` what would be done, else what was done."""
    result = {
        "browser": planned.browser,
        "action": action,
        "dry_run": args.dry_run,
        "manifest": str(planned.manifest_file),
        "launcher": str(planned.launcher_file),
        "content": planned.manifest,
    }
    print_line(json.dumps(result))
