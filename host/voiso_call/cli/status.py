"""`voiso-call status`: what is set up, and where the key is."""

import argparse

from voiso_call.cli import install
from voiso_call.cli.key import STORES
from voiso_call.config.paths import app_paths
from voiso_call.config.settings import load_settings
from voiso_call.errors import CallError
from voiso_call.provisioning.status import read_status


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how it is told."""
    parser.add_argument("--json", action="store_true", help="print the reply as the browser gets it")
    parser.set_defaults(run=_status)


def _status(given: argparse.Namespace) -> int:
    here = app_paths()
    now = read_status(here)
    if given.json:
        print(now.model_dump_json())
    else:
        print(f"Settings: {here.config_file}")
        if now.cluster:
            print(f"Cluster {now.cluster}, user {now.user_id}{', a sandbox' if now.sandbox else ''}.")
        if now.problem is None:
            ending = f", ending in {now.key_hint}" if now.key_hint else ""
            print(f"The key{ending}, is in {STORES[load_settings(here.config_file).key_store]}.")
    install.warn_dev_extensions(install.dev_extension_ids())
    if now.problem is not None and not given.json:
        raise CallError(now.problem.code, now.problem.detail, **now.problem.params)
    return 0 if now.configured else 1
