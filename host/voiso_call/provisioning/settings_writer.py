"""Writes what the agent decided: config.toml, with the comments it has, and the key to the vault.

Validated before anything is written, so that a refused setup leaves the working one as it was.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import SecretStr, ValidationError

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import KeyStore, describe_error, parse_settings, read_settings_text
from voiso_call.credentials import key_store
from voiso_call.errors import CallError, Code
from voiso_call.system import atomic_write, secure_read

SettingValue = str | int | list[str] | dict[str, int]  # the last one: a section


def write_settings(paths: AppPaths, settings: Mapping[str, SettingValue | None], key: str | None) -> None:
    """Write the settings that are not None (None removes one), and the API key unless it is to be kept.

    Raises CallError, with nothing written: not_configured for a setting that is refused (`field` names it) or
    a file that cannot be edited, key_missing for a key that cannot be one, key_unavailable where it could not
    be kept. A key that moves with `key_store` is forgotten where it was, once it is kept where it belongs.
    """
    checked = key_store.validate_key(key) if key is not None else None
    file = paths.config_file
    document = _read_document(file)
    old_store = _key_store_of(document)
    for name, value in settings.items():
        if value is None:
            document.pop(name, None)
        else:
            document[name] = value
    try:
        decided = parse_settings(document.unwrap())
    except ValidationError as problem:
        field, reason = describe_error(problem)
        raise CallError(Code.NOT_CONFIGURED, f"{field}: {reason}", field=field, problem=reason) from None
    if "cluster" in settings:
        document["cluster"] = decided.cluster  # the label, also where an account URL was pasted
    moves = decided.key_store != old_store
    if moves and checked is None:
        checked = _key_if_any(paths, old_store)
    if checked is not None:
        key_store.save(paths, decided.key_store, checked)
    atomic_write.write_atomic(file, tomlkit.dumps(document), 0o600)
    if moves and checked is not None:
        key_store.delete(paths, old_store)


def current_settings(paths: AppPaths) -> Mapping[str, Any]:
    """Tell what was set before, sound or not. Raises CallError for a file that cannot be edited."""
    return _read_document(paths.config_file).unwrap()


def _key_store_of(document: Mapping[str, Any]) -> KeyStore:
    return "keyring" if document.get("key_store") == "keyring" else "file"


def _key_if_any(paths: AppPaths, store: KeyStore) -> SecretStr | None:
    try:
        return key_store.load(paths, store)
    except CallError as problem:
        if problem.code is not Code.KEY_MISSING:
            raise
        return None


def _read_document(file: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(read_settings_text(file))
    except FileNotFoundError:
        return tomlkit.document()
    except secure_read.InsecureFileError as problem:
        raise CallError(Code.NOT_CONFIGURED, str(problem), file=str(file)) from None
    except (ValueError, RecursionError, OSError) as problem:  # tomlkit's errors are ValueErrors
        raise CallError(
            Code.NOT_CONFIGURED, f"{file}: {problem}; mend or remove it first", file=str(file)
        ) from None
