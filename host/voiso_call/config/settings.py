"""What the agent decided: one TOML file at the system's usual place, read strictly.

`VOISO_CALL_HOME` moves everything (config, state, key) into one folder. Unknown keys are errors, and every
error names file, line and field, because the person who must mend it is not the one who wrote this.
"""

import ipaddress
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError

from voiso_call.config.history_settings import HistorySettings
from voiso_call.config.limit_settings import LimitSettings
from voiso_call.config.network_settings import NetworkSettings
from voiso_call.config.policy_settings import Country, PolicySettings
from voiso_call.errors import CallError, Code
from voiso_call.protocol.messages import CallerId
from voiso_call.strict_model import StrictModel, first_error
from voiso_call.system import secure_read

MAX_FILE_BYTES = 256 * 1024  # bytes of config.toml
KeyStore: TypeAlias = Literal["keyring", "file"]
VOISO_DOMAIN = ".voiso.com"

# What pydantic says as a pattern, in words.
_PATTERN_HELP = {
    "caller_ids": "a caller ID is digits only, without +",
    "default_region": "a country's two capital letters, like GB or US",
}

_SECTION = re.compile(r"""\s*\[\s*["']?([\w.-]+)["']?\s*\]""")
_SETTING = re.compile(r"""\s*["']?([\w-]+)["']?\s*=""")

# RFC 1035 label. The cluster ID is "the first part of your account URL" (Voiso, "Click2Call"), nothing more.
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)


def parse_cluster(text: str) -> str:
    """Take the cluster from what the agent has: its label, or the account URL pasted from the browser.

    Raises ValueError unless one DNS label remains, so that nothing else can ever become a host name.
    """
    label = text.strip().lower()  # host names know no case
    if "://" in label or label.endswith(VOISO_DOMAIN):
        parts = urlsplit(label if "://" in label else f"https://{label}")
        host = parts.hostname or ""
        if parts.scheme != "https" or parts.username is not None or not host.endswith(VOISO_DOMAIN):
            raise ValueError(f"an account URL looks like https://<cluster>{VOISO_DOMAIN}")
        label = host.removesuffix(VOISO_DOMAIN)
    if not _LABEL.fullmatch(label):
        raise ValueError("the cluster is one DNS label, like cc-ams03: letters, digits and hyphens")
    return label


def validate_sandbox_url(url: str) -> str:
    """Accept a sandbox's URL: http on this machine and nothing after the port. Raises ValueError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or parts.username is not None or parts.path not in ("", "/"):
        raise ValueError("base_url is for a sandbox, like http://127.0.0.1:8080")
    if parts.query or parts.fragment or "\\" in url or any(character.isspace() for character in url):
        raise ValueError("base_url is for a sandbox, like http://127.0.0.1:8080")
    if host != "localhost" and not _is_loopback(host):
        raise ValueError("base_url must be on this machine (127.0.0.1, localhost or [::1])")
    return f"http://{f'[{host}]' if ':' in host else host}:{parts.port or 80}"


class Settings(StrictModel):
    """The settings of one agent. `user_id` is the agent's ID in the contact centre."""

    cluster: Annotated[str, AfterValidator(parse_cluster)]
    user_id: Annotated[int, Field(ge=1, le=2**63 - 1)]
    default_region: Country | None = None
    caller_ids: list[CallerId] = Field(default=[])
    base_url: Annotated[str, AfterValidator(validate_sandbox_url)] | None = None
    policy: PolicySettings = PolicySettings()
    limits: LimitSettings = LimitSettings()
    history: HistorySettings = HistorySettings()
    network: NetworkSettings = NetworkSettings()
    key_store: KeyStore = "file"  # `setup` always says it; who writes this file by hand can place a file

    @property
    def url(self) -> str:
        """Where requests go: Voiso's cluster, or the sandbox on this machine."""
        return self.base_url or f"https://{self.cluster}{VOISO_DOMAIN}"


def load_settings(file: Path) -> Settings:
    """Read the config, or raise CallError(not_configured) naming file, line and field."""
    try:
        text = read_settings_text(file)
    except FileNotFoundError:
        raise CallError(Code.NOT_CONFIGURED, f"{file} does not exist; run: voiso-call setup") from None
    except secure_read.InsecureFileError as problem:
        raise CallError(Code.NOT_CONFIGURED, str(problem), file=str(file)) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise _config_error(file, None, None, f"cannot be read: {type(problem).__name__}") from None
    try:
        return parse_settings(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        line = re.search(r"at line (\d+)", str(problem))
        raise _config_error(file, int(line[1]) if line else None, None, str(problem)) from None
    except ValidationError as problem:
        field, reason = describe_error(problem)
        raise _config_error(file, _line_of(field, text), field, reason) from None
    except (ValueError, RecursionError) as problem:  # an integer of thousands of digits; a nesting as deep
        raise _config_error(file, None, None, f"cannot be read: {type(problem).__name__}") from None


def read_settings_text(file: Path) -> str:
    """Read the text of a settings file that nobody else can write. Raises InsecureFileError, OSError."""
    return secure_read.read_secure(file, secret=False, limit=MAX_FILE_BYTES).decode("utf-8-sig")


def parse_settings(content: dict[str, Any]) -> Settings:
    """Validate settings that are already in memory. Raises pydantic's ValidationError."""
    return Settings.model_validate(content)


def describe_error(error: ValidationError) -> tuple[str, str]:
    """Return the first wrong setting, like `policy.quiet_hours.since`, and what is wrong with it."""
    first = first_error(error)
    reason = "unknown setting" if first.is_unknown_field else first.message
    if first.type == "string_pattern_mismatch":
        reason = _PATTERN_HELP.get(str(first.path[0]), reason)
    return first.field, reason


def _config_error(file: Path, line: int | None, field: str | None, reason: str) -> CallError:
    place = ", ".join(part for part in (str(file), f"line {line}" if line else "", field or "") if part)
    return CallError(
        Code.NOT_CONFIGURED, f"{place}: {reason}", file=str(file), line=line, field=field, problem=reason
    )


def _line_of(field: str, text: str) -> int | None:
    """Find the line that sets a field, or begins its section: TOML's parser does not keep it."""
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
