"""Writes settings to config.toml, keeping its comments, and the API key to its store.

Everything is validated before anything is written, so that a rejected setup leaves the working one unchanged.
One process at a time changes them: another would write back a place of the key from which it has just moved.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import tomlkit
from pydantic import SecretStr, ValidationError

from voiso_call.config.admin_settings import AdminSettings
from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import (
    IncompleteSettings,
    Settings,
    describe_error,
    load_admin_settings,
    load_incomplete_settings,
)
from voiso_call.config.settings_text import read_settings_text
from voiso_call.credentials import key_store
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.message_parts import KeyStore
from voiso_call.system import atomic_write, file_lock, private_folder, secure_read

SettingValue: TypeAlias = str | int | list[str] | dict[str, int]  # a dict is a section


def write_settings(
    paths: AppPaths,
    settings: Mapping[str, SettingValue | None],
    key: str | None,
    *,
    may_be_incomplete: bool = False,
) -> KeyStore | None:
    """Change some settings (None removes one) and, unless `key` is None, the API key.

    With `may_be_incomplete`, cluster and user ID may still be missing afterwards.

    If `key_store` changes, the key moves: it is stored in the new place first, and deleted from the old one
    last. Returns the old place if it may still hold a key because the deletion failed, else None: an agent
    may leave a keyring for a file because the keyring cannot be used.

    Raises CallError, with nothing written: not_configured for an invalid setting (its parameter `field`
    names it) or a file that cannot be edited, key_missing for an invalid key, key_unavailable if the key
    cannot be stored.
    """
    new_key = key_store.validate_key(key) if key is not None else None
    with changing_settings(paths):
        return _write(paths, settings, new_key, may_be_incomplete=may_be_incomplete)


def replace_key(paths: AppPaths, key: str) -> KeyStore:
    """Store another API key in the place that the settings name; return the place.

    Raises CallError, with nothing written, like `write_settings`.
    """
    new_key = key_store.validate_key(key)
    with changing_settings(paths):
        store = load_incomplete_settings(paths.config_file).key_store
        key_store.save(paths, store, new_key)
    return store


@contextmanager
def changing_settings(paths: AppPaths) -> Iterator[None]:
    """Keep others from changing settings and key during a `with` block; wait for them first.

    Raises CallError(not_configured) if that takes too long: a keyring may be waiting for its password.
    """
    private_folder.make(paths.config_lock.parent)
    with ExitStack() as stack:
        try:
            stack.enter_context(file_lock.exclusive(paths.config_lock))
        except TimeoutError:
            problem = "another program is changing the settings; try again when it has finished"
            raise CallError(ErrorCode.NOT_CONFIGURED, problem, problem=problem) from None
        yield


def _write(
    paths: AppPaths,
    settings: Mapping[str, SettingValue | None],
    new_key: SecretStr | None,
    *,
    may_be_incomplete: bool,
) -> KeyStore | None:
    document = _read_document(paths.config_file)
    file = _writable_target(paths.config_file)
    old_store = _key_store_of(document)
    admin = load_admin_settings()
    _check_not_set_for_all(settings, admin)
    model: type[IncompleteSettings] = IncompleteSettings if may_be_incomplete else Settings
    for name, value in settings.items():
        if value is None:
            document.pop(name, None)
        else:
            document[name] = value
    try:
        validated = model.model_validate(admin.over(document.unwrap()))
    except ValidationError as error:
        invalid = describe_error(error, model)
        raise CallError(
            ErrorCode.NOT_CONFIGURED, invalid.problem, field=invalid.field, problem=invalid.problem
        ) from None
    if "cluster" in settings and validated.cluster is not None:
        document["cluster"] = validated.cluster  # the cluster ID, even if an account URL was entered
    key_moves = validated.key_store != old_store
    if key_moves and new_key is None:
        new_key = _key_if_any(paths, old_store)
    if new_key is not None:
        key_store.save(paths, validated.key_store, new_key)
    atomic_write.write_atomic(file, tomlkit.dumps(document), 0o600)
    if key_moves and new_key is not None:
        try:
            key_store.delete(paths, old_store)
        except CallError:
            return old_store
    return None


def current_settings(paths: AppPaths) -> Mapping[str, Any]:
    """Return the user's settings with those for all users over them, unvalidated.

    Raises CallError(not_configured) if they are not TOML.
    """
    return load_admin_settings().over(_read_document(paths.config_file).unwrap())


def _check_not_set_for_all(settings: Mapping[str, SettingValue | None], admin: AdminSettings) -> None:
    """Raise CallError(not_configured) for another value of what an administrator has set."""
    for name, value in settings.items():
        if value is None or not admin.sets(name) or value == admin.values[name]:
            continue
        problem = f"{name}: is set for all users in {admin.file}; ask your administrator"
        raise CallError(
            ErrorCode.NOT_CONFIGURED,
            problem,
            field=name,
            problem=problem,
            file=str(admin.file),
            set_for_all=True,
        )


def _key_store_of(document: Mapping[str, Any]) -> KeyStore:
    return "keyring" if document.get("key_store") == "keyring" else "file"


def _key_if_any(paths: AppPaths, store: KeyStore) -> SecretStr | None:
    try:
        return key_store.load(paths, store)
    except CallError as error:
        if error.code is not ErrorCode.KEY_MISSING:
            raise
        return None


def _writable_target(file: Path) -> Path:
    """Return the file to write: where `file` leads if it is a link, so that the link is kept.

    Raises CallError(not_configured) if other users could exchange the file there.
    """
    target = file.resolve()
    try:
        if target.parent.exists():
            secure_read.check_folder(target.parent)
    except secure_read.InsecureFileError as error:
        raise error.to_call_error(ErrorCode.NOT_CONFIGURED, file) from None
    return target


def _read_document(file: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(read_settings_text(file))
    except FileNotFoundError:
        return tomlkit.document()
    except secure_read.InsecureFileError as error:
        raise error.to_call_error(ErrorCode.NOT_CONFIGURED, file) from None
    except (ValueError, RecursionError, OSError) as error:  # tomlkit's errors are ValueErrors
        raise CallError(
            ErrorCode.NOT_CONFIGURED, f"{file}: {error}; correct or delete the file first", file=str(file)
        ) from None
