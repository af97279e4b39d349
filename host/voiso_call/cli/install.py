"""`voiso-call install` and `uninstall`: registers the host with a browser, and removes the registration."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from voiso_call.cli.exit_codes import EXIT_OK, EXIT_REFUSED
from voiso_call.cli.output import print_error, print_line
from voiso_call.config.paths import app_paths
from voiso_call.errors import CallError
from voiso_call.install import installed_manifest, native_manifest, registrations, system_level
from voiso_call.install.install_plan import InstallPlan, PlannedFile, files_to_write
from voiso_call.install.install_record import RegistrationError
from voiso_call.install.registration_table import BROWSERS
from voiso_call.install.windows_registry import system_registry
from voiso_call.native_host import extension_allowlist
from voiso_call.system import access_advice


def add_install_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call install`."""
    parser.add_argument(
        "--browser",
        choices=BROWSERS,
        metavar="NAME",
        help=f"the browser to register the host with, one of: {', '.join(BROWSERS)}; without it, every "
        "browser that is found, and those with which the host is registered",
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
        "--extension-id",
        action="append",
        default=[],
        metavar="ID",
        help="with --system: also allow the extension that you have signed with a key of your own, which "
        "gives it this ID in browsers of Chromium's family; install without it to revoke this",
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
        choices=BROWSERS,
        metavar="NAME",
        help="the browser whose registration to remove; without it, every registration is removed",
    )
    _add_common_arguments(parser)
    parser.set_defaults(run=_uninstall, list=False, dev_id=[])


def _add_common_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--user-data-dir",
        type=Path,
        metavar="DIR",
        help="for a Chromium-based browser that you start with this option: its folder",
    )
    parser.add_argument(
        "--system",
        action="store_true",
        help="for all users of this computer: every browser, or the one named",
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

    Also say what another version would install otherwise, and which manifest a browser does not read. Return
    whether there is nothing unsafe.
    """
    paths = app_paths()
    try:
        registered = registrations.registrations(paths)
    except RegistrationError as error:
        print_error(f"voiso-call: {error}")
        return False
    for entry in registered:
        if entry.note:
            print_error(f"voiso-call: {entry.browser}: {entry.note}")
    _print_shadow_notes()
    unsafe = [entry for entry in registered if entry.is_unsafe]
    for entry in unsafe:
        print_error(
            f"voiso-call: {entry.browser} would start a program that others can replace: {entry.problem}"
        )
    return not unsafe


def _dev_extension_ids() -> dict[str, list[str]]:
    """Return the allowed extensions under development by browser. Raises CallError(host_forbidden)."""
    return extension_allowlist.load_allowlist(app_paths().dev_extensions_file)


def _warn_allowed(ids_by_browser: dict[str, list[str]]) -> None:
    for browser, extension_ids in ids_by_browser.items():
        for extension_id in extension_ids:
            print_error(f"WARNING: {browser}: the development extension {extension_id} may place calls.")
            print_error(f"To revoke this, run: voiso-call install --browser {browser}")


def _install(args: argparse.Namespace) -> int:
    if args.system:
        return _install_for_all(args)
    if args.extension_id:
        raise RegistrationError("--extension-id is for all users: only with --system; for one user, --dev-id")
    if args.list:
        return _list(args)
    if args.browser is None:
        return _install_everywhere(args)
    planned = native_manifest.plan_install(
        args.browser, app_paths(), args.user_data_dir, other_extension_ids=args.dev_id
    )
    result = _carry_out(args, planned, {})
    _print_shadow_notes()
    if args.json:
        print_line(json.dumps(result))
    elif not args.dry_run:
        print_line(f"Restart the browser, then load {_extension_folder()}.")
    return EXIT_OK if warn_dev_extensions() else EXIT_REFUSED


def _install_everywhere(args: argparse.Namespace) -> int:
    """Register with every browser that is found, and repair each registration that there is."""
    if args.dev_id or args.user_data_dir:
        option = "--dev-id" if args.dev_id else "--user-data-dir"
        raise RegistrationError(f"install needs the browser for {option}: --browser NAME")
    paths = app_paths()
    places = registrations.user_locations()
    ids = native_manifest.allowed_dev_ids(paths)
    plans = [
        native_manifest.plan_install(browser, paths, other_extension_ids=ids.get(browser, []))
        for browser in registrations.found_browsers(places)
    ]
    files = {manifest.file for planned in plans for manifest in planned.manifests}
    plans += [
        planned for planned in registrations.recorded_plans(paths) if planned.manifest_file not in files
    ]
    for place in places:
        if place.obstacle and registrations.is_present(place):
            print_error(f"voiso-call: {place.browser} in {place.signs[0]}: {place.obstacle}")
    if not plans:
        raise RegistrationError("no browser was found; name the one to register with: --browser NAME")
    return _carry_out_all(args, plans)


def _install_for_all(args: argparse.Namespace) -> int:
    """Register with every browser of this system for all its users, whether it is installed yet or not."""
    _check_system_options(args)
    if args.browser and args.extension_id:
        raise RegistrationError("--extension-id is for all browsers of Chromium's family: not with --browser")
    plans = system_level.plans(args.browser, args.extension_id)
    system_level.check_for_all(plans)
    return _carry_out_all(args, plans)


def _check_system_options(args: argparse.Namespace) -> None:
    if args.list or args.dev_id or args.user_data_dir:
        raise RegistrationError("--system is for all users: not with --list, --dev-id or --user-data-dir")
    system_level.check_allowed(args.command, is_dry_run=args.dry_run)


def _carry_out_all(args: argparse.Namespace, plans: Sequence[InstallPlan]) -> int:
    results, problems = [], 0
    shown: dict[Path, PlannedFile] = {}
    for planned in plans:
        try:  # one browser that cannot be registered does not keep the others from it
            results.append(_carry_out(args, planned, shown))
        except (RegistrationError, OSError) as error:
            problems += 1
            problem = access_advice.explain(error) if isinstance(error, OSError) else error
            print_error(f"voiso-call: {planned.browser}: {problem}")
    _print_shadow_notes()
    if args.json:
        print_line(json.dumps({"registrations": results}))
    elif results and not args.dry_run:
        print_line(f"Restart the browsers, then load {_extension_folder()}.")
    return EXIT_OK if warn_dev_extensions() and not problems else EXIT_REFUSED


def _carry_out(
    args: argparse.Namespace, planned: InstallPlan, shown: dict[Path, PlannedFile]
) -> dict[str, Any]:
    """Install, or with --dry-run only check; return what that writes, after it was printed as text.

    `shown` collects the files that would have been written, which then count as written.
    """
    native_manifest.check_safe(planned)
    if not args.force:
        native_manifest.check_replaceable(planned, system_registry())
    files = files_to_write(planned, shown)
    if args.dry_run:
        shown.update((file.path, file) for file in files)
    else:
        native_manifest.install(planned, force=args.force, registry=system_registry())
    if not args.json:
        verb = "Would register" if args.dry_run else "Registered"
        for manifest in planned.manifests:
            unsure = f" (not certain: {manifest.location.unsure})" if manifest.location.unsure else ""
            print_line(f"{verb} the host with {planned.browser}: {manifest.file}{unsure}")
        for file in files if args.dry_run else []:
            print_line(f"Would write {file.path}:")
            for line in file.content.splitlines():
                print_line(f"    {line}")
    written = [{"file": str(file.path), "content": file.content, "mode": file.mode} for file in files]
    return _as_json(args, planned, "write") | {"writes": written}


def _print_shadow_notes() -> None:
    """Say which manifests no browser reads; once, as each look reads the places of all browsers."""
    for note in registrations.shadow_notes(app_paths()):
        print_error(f"voiso-call: {note}")


def _extension_folder() -> str:
    """Return where the extension is: beside the sources that this program runs from, or described."""
    folder = Path(__file__).resolve().parents[3] / "extension/dist"
    return str(folder) if folder.is_dir() else "the extension"


def _uninstall(args: argparse.Namespace) -> int:
    paths = app_paths()
    if args.system:
        _check_system_options(args)
        recorded = system_level.recorded_plans()
        return _uninstall_plans(args, [it for it in recorded if args.browser in (None, it.browser)])
    if args.browser is None:
        if args.user_data_dir:
            raise RegistrationError("uninstall needs the browser for --user-data-dir: --browser NAME")
        return _uninstall_plans(args, registrations.recorded_plans(paths))
    planned = native_manifest.plan_install(args.browser, paths, args.user_data_dir)
    return _uninstall_plans(args, [planned])


def _uninstall_plans(args: argparse.Namespace, plans: Sequence[InstallPlan]) -> int:
    results = []
    registry = system_registry()
    for planned in plans:
        installed = installed_manifest.installed_files(planned, registry)
        was_installed = (
            installed_manifest.is_installed(planned, registry)
            if args.dry_run
            else native_manifest.uninstall(planned, registry=registry)
        )
        results.append(_as_json(args, planned, "remove" if was_installed else "none"))
        if args.json:
            continue
        if was_installed:
            verb = "Would remove" if args.dry_run else "Removed"
            files = ", ".join(map(str, installed))
            print_line(f"{verb} the registration with {planned.browser}: {files}")
        others = list(installed_manifest.other_programs(planned, registry))
        for file, program in others:
            print_line(f"Kept {file}: it starts another program, {program}.")
        if not was_installed and not others:
            print_line(f"The host is not registered with {planned.browser}.")
    if args.json:
        print_line(json.dumps(results[0] if args.browser and results else {"registrations": results}))
    elif not plans:
        print_line("The host is not registered with any browser.")
    return EXIT_OK


def _list(args: argparse.Namespace) -> int:
    paths = app_paths()
    registered = registrations.registrations(paths)
    dev_ids = _dev_extension_ids()
    if args.json:
        launcher = str(paths.launcher_file)
        manifests = [str(entry.manifest_file) for entry in registered if entry.problem is None]
        print_line(json.dumps({"launcher": launcher, "manifests": manifests, "dev_extension_ids": dev_ids}))
    else:
        for entry in registered:
            note = f" ({entry.problem or entry.note})" if entry.problem or entry.note else ""
            print_line(f"{entry.browser}: {entry.manifest_file}{note}")
        if all(entry.problem for entry in registered):
            print_line("The host is not registered with any browser.")
    _warn_allowed(dev_ids)
    return EXIT_OK


def _as_json(
    args: argparse.Namespace, planned: InstallPlan, action: Literal["write", "remove", "none"]
) -> dict[str, Any]:
    """Return the action: with `dry_run` what would be done, else what was done."""
    return {
        "browser": planned.browser,
        "action": action,
        "dry_run": args.dry_run,
        "manifest": str(planned.manifest_file),
        "manifests": [str(manifest.file) for manifest in planned.manifests],
        "launcher": str(planned.launcher_file),
        "content": planned.manifest,
    }
