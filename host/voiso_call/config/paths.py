"""Where the agent's files are: settings, API key, journal, log, launcher.

The environment variable VOISO_CALL_HOME moves all of them into one folder.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP = "voiso-call"
HOME_ENV_VAR = "VOISO_CALL_HOME"


@dataclass(frozen=True)
class AppPaths:
    """The paths of the agent's files. Reading a path creates nothing."""

    config: Path
    state: Path
    data: Path
    logs: Path

    @property
    def config_file(self) -> Path:
        """The settings."""
        return self.config / "config.toml"

    @property
    def key_file(self) -> Path:
        """The API key, if the agent stores it in a file instead of the keyring."""
        return self.config / "api_key"

    @property
    def config_lock(self) -> Path:
        """The file that is locked while settings or key are changed; `config` itself may be read-only."""
        return self.state / "config.lock"

    @property
    def journal_file(self) -> Path:
        """The journal of calls, an SQLite database."""
        return self.state / "journal.sqlite3"

    @property
    def process_locks(self) -> Path:
        """The folder with a lock file for each process that places calls."""
        return self.state / "process_locks"

    @property
    def do_not_call_cache(self) -> Path:
        """The cache of the do-not-call list: its numbers, sorted."""
        return self.state / "do_not_call.cache"

    @property
    def tel_question_lock(self) -> Path:
        """The file that is locked while the agent is asked about a link of another program."""
        return self.state / "tel-question.lock"

    @property
    def log_file(self) -> Path:
        """The event log."""
        return self.logs / "host.log"

    @property
    def launcher_file(self) -> Path:
        """The script that browsers start; on Windows a program that carries it."""
        return self.data / ("voiso-call-host.exe" if sys.platform == "win32" else "voiso-call-host")

    @property
    def install_record_file(self) -> Path:
        """The install record: the paths of the native messaging manifests that were written."""
        return self.data / "installed_manifests.json"

    @property
    def install_lock(self) -> Path:
        """The file that is locked while the install record and what it lists are changed."""
        return self.data / "installed_manifests.lock"

    @property
    def dev_extensions_file(self) -> Path:
        """The IDs of extensions under development that may use the host."""
        return self.data / "dev_extensions.json"


def app_paths(environ: Mapping[str, str] = os.environ) -> AppPaths:
    """Return the paths below VOISO_CALL_HOME if it is set, else the system's usual folders (platformdirs)."""
    if home := environ.get(HOME_ENV_VAR):
        folder = Path(home).expanduser().absolute()
        return AppPaths(folder, folder, folder, folder)
    return AppPaths(
        config=platformdirs.user_config_path(APP, appauthor=False),
        state=platformdirs.user_state_path(APP, appauthor=False),
        data=platformdirs.user_data_path(APP, appauthor=False),
        logs=platformdirs.user_log_path(APP, appauthor=False),
    )
