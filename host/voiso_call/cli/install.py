"""`voiso-call install` and `uninstall`: tell browsers where the host is, and warn of whom else it serves."""

import argparse
import json
import sys
from pathlib import Path
from typing import get_args

from voiso_call.config.paths import app_paths
from voiso_call.install import native_manifest
from voiso_call.native_host import dev_extensions


def add_install_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call install`."""
    _add_common_arguments(parser)
    parser.add_argument("--browser", choices=get_args(native_manifest.Browser))
    parser.add_argument(
        "--dev-id",
        action="append",
        default=[],
        metavar="ID",
        help="an extension under development that may call too; installing without it takes that back",
    )
    parser.add_argument("--list", action="store_true", help="only show what is installed")
    parser.set_defaults(run=_install)


def add_uninstall_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call uninstall`."""
    _add_common_arguments(parser)
    parser.add_argument("--browser", required=True, choices=get_args(native_manifest.Browser))
    parser.set_defaults(run=_uninstall)


def _add_common_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user-data-dir", type=Path, metavar="DIR", help="of a Chromium started with it")
    parser.add_argument("--dry-run", action="store_true", help="only show what would be done")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def dev_extension_ids() -> dict[str, list[str]]:
    """Which extensions beside ours are let in, by browser. Raises CallError where that cannot be trusted."""
    return dev_extensions.load_allowlist(app_paths().dev_extensions_file)


def warn_dev_extensions(let_in: dict[str, list[str]]) -> None:
    """Say aloud that other extensions may place calls here."""
    for browser, ids in let_in.items():
        for each in ids:
            print(f"WARNING: {browser}: the development extension {each} may place calls.", file=sys.stderr)
            print(f"To take that back: voiso-call install --browser {browser}", file=sys.stderr)


def _install(given: argparse.Namespace) -> int:
    if given.list:
        return _list(given)
    if given.browser is None:
        raise native_manifest.RegistrationError("the following arguments are required: --browser")
    planned = native_manifest.plan_install(
        given.browser, app_paths(), given.user_data_dir, dev_extension_ids=given.dev_id
    )
    if not given.dry_run:
        native_manifest.install(planned)
    _print_result(given, planned, "would write" if given.dry_run else "wrote")
    warn_dev_extensions(dev_extension_ids())
    return 0


def _uninstall(given: argparse.Namespace) -> int:
    planned = native_manifest.plan_install(given.browser, app_paths(), given.user_data_dir)
    removed = native_manifest.is_installed(planned) if given.dry_run else native_manifest.uninstall(planned)
    told = ("would remove" if given.dry_run else "removed") if removed else "found nothing of ours at"
    _print_result(given, planned, told)
    return 0


def _list(given: argparse.Namespace) -> int:
    here = app_paths()
    manifests = sorted(native_manifest.installed_manifests(here.data / "registered.json"))
    let_in = dev_extension_ids()
    if given.json:
        told = {"launcher": str(here.launcher_file), "manifests": manifests, "dev_extension_ids": let_in}
        print(json.dumps(told))
    else:
        for manifest in manifests:
            print(manifest)
        if not manifests:
            print("Not installed for any browser.")
    warn_dev_extensions(let_in)
    return 0


def _print_result(given: argparse.Namespace, planned: native_manifest.ManifestPlan, action: str) -> None:
    if given.json:
        told = {"browser": planned.browser, "did": action, "manifest": str(planned.manifest_file)}
        print(json.dumps({**told, "launcher": str(planned.launcher_file), "content": planned.manifest}))
    else:
        print(f"{planned.browser}: {action} {planned.manifest_file}")
