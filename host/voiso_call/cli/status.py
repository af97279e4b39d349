"""`voiso-call status`: shows what is set up, and what is missing."""

import argparse

from voiso_call.cli import install
from voiso_call.cli.key import place_of
from voiso_call.config.paths import app_paths
from voiso_call.config.settings import load_settings
from voiso_call.errors import CallError
from voiso_call.provisioning.status import read_status


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call status`."""
    parser.add_argument("--json", action="store_true", help="print the reply that the browser gets")
    parser.set_defaults(run=_status)


def _status(args: argparse.Namespace) -> int:
    paths = app_paths()
    status = read_status(paths)
    if args.json:
        print(status.model_dump_json())
    else:
        print(f"Settings: {paths.config_file}")
        if status.cluster:
            print(f"Cluster:  {status.cluster}")
            print(f"User ID:  {status.user_id}")
            print(f"Calls to: {'a sandbox on this machine' if status.sandbox else 'Voiso'}")
        if status.problem is None:
            hint = f", ends in {status.key_hint}" if status.key_hint else ""
            store = load_settings(paths.config_file).key_store
            print(f"API key:  in {place_of(store, paths)}{hint}")
    install.warn_dev_extensions(install.dev_extension_ids())
    if status.problem is not None and not args.json:
        raise CallError(status.problem.code, status.problem.detail, **status.problem.params)
    return 0 if status.configured else 1
