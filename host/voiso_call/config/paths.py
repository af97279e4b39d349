"""Where the agent's files live: settings, key, journal, logs.

`VOISO_CALL_HOME` moves all of them into one folder.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP = "voiso-call"
HOME_ENV_VAR = "VOISO_CALL_HOME"


@dataclass(frozen=True)
class AppPaths:
    """Where this agent's files live. Nothing is created by asking."""

    config: Path
    state: Path
    data: Path
    logs: Path

    @property
    def config_file(self) -> Path:
        """The agent's settings."""
        return self.config / "config.toml"

    @property
    def key_file(self) -> Path:
        """The API key, where the agent chose a file over the keyring."""
        return self.config / "api_key"

    @property
    def journal_file(self) -> Path:
        """Every call, in SQLite."""
        return self.state / "journal.sqlite3"

    @property
    def process_locks(self) -> Path:
        """A lock for each host process that dials."""
        return self.state / "hosts"

    @property
    def do_not_call_table(self) -> Path:
        """The do-not-call list as it was read last, sorted."""
        return self.state / "do_not_call.table"

    @property
    def log_file(self) -> Path:
        """What the host did, without numbers and keys."""
        return self.logs / "host.log"

    @property
    def launcher_file(self) -> Path:
        """What the browsers start."""
        return self.data / "voiso-call-host"

    @property
    def dev_extensions_file(self) -> Path:
        """The extensions under development that were let in."""
        return self.data / "development.json"


def app_paths(environ: Mapping[str, str] = os.environ) -> AppPaths:
    """Tell where the files live: VOISO_CALL_HOME, or the system's usual places (platformdirs)."""
    if home := environ.get(HOME_ENV_VAR):
        folder = Path(home).expanduser().absolute()
        return AppPaths(folder, folder, folder, folder)
    return AppPaths(
        config=platformdirs.user_config_path(APP, appauthor=False),
        state=platformdirs.user_state_path(APP, appauthor=False),
        data=platformdirs.user_data_path(APP, appauthor=False),
        logs=platformdirs.user_log_path(APP, appauthor=False),
    )
