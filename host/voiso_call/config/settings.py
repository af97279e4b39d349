"""The settings of one agent: reads and validates config.toml.

Unknown settings are errors. An error names the file, the line and the setting, as far as they are known, so
that a person who has never seen this code can correct it.
"""

import ipaddress
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError

from voiso_call.config.admin_settings import AdminSettingError, AdminSettings, admin_file, read_admin_settings
from voiso_call.config.history_settings import HistorySettings
from voiso_call.config.limit_settings import LimitSettings
from voiso_call.config.network_settings import NetworkSettings
from voiso_call.config.one_click_settings import OneClickSettings
from voiso_call.config.policy_settings import Country, PolicySettings
from voiso_call.config.settings_text import read_settings_text
from voiso_call.config.source_settings import SourceSettings
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.message_parts import CallerId, KeyStore
from voiso_call.strict_model import StrictModel, first_error
from voiso_call.system import access_advice, secure_read

VOISO_DOMAIN = ".voiso.com"
_ACCOUNT_URL_EXAMPLE = f"must look like https://<cluster>{VOISO_DOMAIN} if it is an account URL"
_SANDBOX_URL_EXAMPLE = "must be the URL of a sandbox, like http://127.0.0.1:8080"

# Of the settings whose format is a regular expression.
_PATTERN_HELP = {"caller_ids": "must be 3 to 20 digits, without +"}

_SECTION = re.compile(r"""\s*\[\s*["']?([\w.-]+)["']?\s*\]""")
_SETTING = re.compile(r"""\s*["']?([\w-]+)["']?\s*=""")

# A DNS label (RFC 1035; RFC 1123 allows a leading digit). The cluster ID is "the first part of your account
# URL" (Voiso, "Click2Call").
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)


def parse_cluster(text: str) -> str:
    """Return the cluster ID, given either the ID itself or an account URL copied from the browser.

    Raises ValueError unless the result is one DNS label. The cluster ID becomes part of a host name, and
    nothing else may get into that: the API key is sent there.
    """
    label = text.strip().lower()  # host names are case-insensitive
    if "://" in label or label.endswith(VOISO_DOMAIN):
        try:
            parts = urlsplit(label if "://" in label else f"https://{label}")
            host = parts.hostname or ""
        except ValueError:
            raise ValueError(_ACCOUNT_URL_EXAMPLE) from None
        if parts.scheme != "https" or parts.username is not None or not host.endswith(VOISO_DOMAIN):
            raise ValueError(_ACCOUNT_URL_EXAMPLE)
        label = host.removesuffix(VOISO_DOMAIN)
    if not _LABEL.fullmatch(label):
        raise ValueError("must be the first part of your account's URL, like cc-ams03")
    return label


def validate_sandbox_url(url: str) -> str:
    """Return the URL of a sandbox, normalized: http, an address of this machine, nothing after the port.

    Raises ValueError.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(_SANDBOX_URL_EXAMPLE) from None
    if parts.scheme != "http" or parts.username is not None or parts.path not in ("", "/") or port == 0:
        raise ValueError(_SANDBOX_URL_EXAMPLE)
    if parts.query or parts.fragment or "\\" in url or any(char.isspace() for char in url):
        raise ValueError(_SANDBOX_URL_EXAMPLE)
    if host != "localhost" and not _is_loopback(host):
        raise ValueError("must be an address of this machine: 127.0.0.1, localhost or [::1]")
    return f"http://{f'[{host}]' if ':' in host else host}:{port or 80}"


Cluster = Annotated[str, AfterValidator(parse_cluster)]
UserId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class IncompleteSettings(StrictModel):
    """The contents of config.toml, perhaps without what a call needs: cluster and user ID.

    `user_id` is the agent's ID in the contact center.
    """

    cluster: Cluster | None = None
    user_id: UserId | None = None
    default_region: Country | None = None
    caller_ids: list[CallerId] = Field(default=[])
    sandbox_url: Annotated[str, AfterValidator(validate_sandbox_url)] | None = None
    # `model_construct` returns the default values of a section without building a validator for it alone.
    policy: PolicySettings = PolicySettings.model_construct()
    one_click: OneClickSettings = OneClickSettings.model_construct()
    source: SourceSettings = SourceSettings.model_construct()
    limits: LimitSettings = LimitSettings.model_construct()
    history: HistorySettings = HistorySettings.model_construct()
    network: NetworkSettings = NetworkSettings.model_construct()
    key_store: KeyStore = "file"  # for files written by hand; `voiso-call setup` always writes this setting

    @property
    def url(self) -> str | None:
        """The base URL of requests, Voiso's cluster or the sandbox on this machine; None if none is set."""
        if self.cluster is None:
            return None
        return self.sandbox_url or f"https://{self.cluster}{VOISO_DOMAIN}"


class Settings(IncompleteSettings):
    """The contents of config.toml with everything that a call needs."""

    cluster: Cluster
    user_id: UserId

    @property
    def url(self) -> str:
        """The base URL of requests: Voiso's cluster, or the sandbox on this machine."""
        return self.sandbox_url or f"https://{self.cluster}{VOISO_DOMAIN}"


S = TypeVar("S", bound=IncompleteSettings)


def load_settings(file: Path) -> Settings:
    """Read and validate config.toml.

    Raises CallError(not_configured), whose parameters name `file`, `line` and `field` as far as they are
    known.
    """
    return _load(file, Settings)


def load_incomplete_settings(file: Path) -> IncompleteSettings:
    """Read and validate config.toml, which may lack what a call needs. Raises CallError(not_configured)."""
    return _load(file, IncompleteSettings)


def load_admin_settings() -> AdminSettings:
    """Read what an administrator has set for all users. Raises CallError(not_configured)."""
    file = admin_file()
    with _reported(file):
        return read_admin_settings()


def _load(file: Path, model: type[S]) -> S:
    admin = load_admin_settings()
    try:
        with _reported(file):
            text = read_settings_text(file)
            own = tomllib.loads(text)
    except FileNotFoundError:
        raise CallError(ErrorCode.NOT_CONFIGURED, f"{file} does not exist; run: voiso-call setup") from None
    try:
        return model.model_validate(admin.over(own))
    except ValidationError as error:
        invalid = describe_error(error, model)
        place = (admin.file, admin.text) if admin.sets(invalid.field) else (file, text)
        raise _config_error(
            place[0], _line_of(invalid.field, place[1]), invalid.field, invalid.problem
        ) from None


@contextmanager
def _reported(file: Path) -> Iterator[None]:
    """Turn every error of reading a file, but that it does not exist, into CallError(not_configured)."""
    try:
        yield
    except FileNotFoundError:
        raise
    except secure_read.InsecureFileError as error:
        raise error.to_call_error(ErrorCode.NOT_CONFIGURED, file) from None
    except OSError as error:
        detail = access_advice.explain(error)
        raise CallError(ErrorCode.NOT_CONFIGURED, detail, file=str(file), cause="unreadable") from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at line (\d+), (column \d+)\)$", str(error))
        problem = f"{place[2]}: {str(error)[: place.start()]}" if place else str(error)
        raise _config_error(file, int(place[1]) if place else None, None, problem) from None
    except AdminSettingError as error:
        raise _config_error(file, None, None, str(error)) from None
    except (ValueError, RecursionError) as error:
        # No UTF-8, integers of thousands of digits, or very deep nesting.
        raise _config_error(file, None, None, f"cannot be read: {type(error).__name__}") from None


class InvalidSetting(NamedTuple):
    """A wrong setting: its name, like `policy.quiet_hours.since`, and a sentence that names it too."""

    field: str
    problem: str


def describe_error(error: ValidationError, model: type[StrictModel] | None = None) -> InvalidSetting:
    """Describe the first wrong setting, without its value; with `model`, suggest the name that was meant."""
    first = first_error(error)
    message = first.message
    if first.is_unknown_field:
        meant = _similar_name(first.path, model)
        message = f"unknown setting; did you mean {meant}?" if meant else "unknown setting"
    if first.type == "string_pattern_mismatch":
        message = _PATTERN_HELP.get(str(first.path[0]), message)
    if first.type == "missing" and len(first.path) == 1:  # `setup` asks for all required settings
        message += "; run: voiso-call setup"
    return InvalidSetting(first.field, f"{first.label}: {message}")


def _similar_name(path: tuple[str | int, ...], model: type[StrictModel] | None) -> str | None:
    """Return the setting whose name is most like the last one of a path, if one is."""
    for step in path[:-1]:
        field = model.model_fields.get(str(step)) if model is not None else None
        section = field.annotation if field is not None else None
        model = section if isinstance(section, type) and issubclass(section, StrictModel) else None
    if model is None:
        return None
    from difflib import get_close_matches  # imported late: only needed here

    name = str(path[-1])
    names = [known for known in model.model_fields if known[0] == name[:1]]  # few mistype the first letter
    return next(iter(get_close_matches(name, names, 1)), None)


def location_of(field: str, file: Path) -> str:
    """Return where a field is set, for all users or in this file: `/…/config.toml, line 7`.

    The file alone if it does not set the field.
    """
    try:
        admin = load_admin_settings()
        if admin.sets(field):
            return f"{admin.file}, line {_line_of(field, admin.text)}, by an administrator"
        line = _line_of(field, read_settings_text(file))
    except (OSError, UnicodeDecodeError, secure_read.InsecureFileError, CallError):
        line = None
    return f"{file}, line {line}" if line else str(file)


def _config_error(file: Path, line: int | None, field: str | None, problem: str) -> CallError:
    location = f"{file}, line {line}" if line else str(file)
    return CallError(
        ErrorCode.NOT_CONFIGURED,
        f"{location}: {problem}",
        file=str(file),
        line=line,
        field=field,
        problem=problem,
    )


def _line_of(field: str, text: str) -> int | None:
    """Return the number of the line that sets a field or opens its section; `tomllib` does not report it."""
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _SECTION.match(line):
            section, key = f"{header[1]}.", header[1]
        elif setting := _SETTING.match(line):
            key = section + setting[1]
        else:
            continue
        if key == field or (field.startswith(f"{key}.") and not header):
            return number
    return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
