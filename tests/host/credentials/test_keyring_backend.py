"""The API key in the keyring: a real Secret Service on a private bus, unlocked, locked and silent."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from support.fork_server import ForkServer
from voiso_call.config.paths import AppPaths
from voiso_call.credentials import key_store, keyring_backend
from voiso_call.errors import CallError, ErrorCode

KEY, NEW = "test-key-keyring-1", "test-key-keyring-2"
COMMAND = Path(sys.executable).with_name("voiso-call")
Run = Callable[..., subprocess.CompletedProcess[str]]
SETUP = ["setup", "--cluster", "cc-test", "--user-id", "1", "--api-key-stdin", "--no-check"]

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("gnome-keyring-daemon") or not shutil.which("dbus-daemon"),
    reason="there is no Secret Service to start; tests/run.py installs one if it can",
)


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A private session bus without any service."""
    with subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        process.terminate()


@pytest.fixture
def service(bus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A Secret Service with an unlocked collection."""
    (tmp_path / "run").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    with subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"a test's password")
        process.stdin.close()
        process.stdout.readline()  # the path of its control socket, printed when it is ready
        yield bus
        process.terminate()


def run_installed(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *arguments], input=typed, capture_output=True, text=True, timeout=60)


@pytest.fixture
def run(forks: ForkServer) -> Run:
    """Run the command with arguments; `typed` is its standard input."""
    return partial(forks.run, "voiso_call.cli.main:main", str(COMMAND))


def lock() -> None:
    """Lock the collection, as locking the screen does."""
    import secretstorage

    connection = secretstorage.dbus_init()
    secretstorage.get_default_collection(connection).lock()
    connection.close()


def test_setup_stores_the_key_in_the_keyring_and_in_no_file(service: str, run: Run, paths: AppPaths) -> None:
    done = run(*SETUP, typed=KEY)
    assert (done.returncode, done.stderr) == (0, "")
    assert 'key_store = "keyring"' in paths.config_file.read_text()
    assert key_store.load(paths, "keyring").get_secret_value() == KEY
    assert "keyring" in run("status").stdout
    assert json.loads(run("status", "--json").stdout)["key_hint"] == KEY[-4:]
    assert [
        file for file in paths.config.rglob("*") if file.is_file() and KEY in file.read_text("latin-1")
    ] == []


def test_key_is_moved_rotated_moved_back_and_deleted(service: str, run: Run, paths: AppPaths) -> None:
    assert run(*SETUP, "--key-store", "file", typed=KEY).returncode == 0
    moved = run("key", "move", "--to", "keyring")
    assert (moved.returncode, paths.key_file.exists()) == (0, False), moved.stderr
    assert moved.stdout.endswith(f"keyring, and no longer in the file {paths.key_file}.\n")
    assert key_store.load(paths, "keyring").get_secret_value() == KEY
    assert run("key", "rotate", typed=NEW).returncode == 0
    assert key_store.load(paths, "keyring").get_secret_value() == NEW
    assert run("key", "rotate", typed="two words").returncode == 1
    assert key_store.load(paths, "keyring").get_secret_value() == NEW, "a rejected key changes nothing"
    back = run("setup", "--key-store", "file", "--no-check")
    assert (back.returncode, paths.key_file.read_text()) == (0, NEW), back.stderr
    with pytest.raises(CallError) as raised:
        key_store.load(paths, "keyring")
    assert raised.value.code is ErrorCode.KEY_MISSING
    run("key", "move", "--to", "keyring")
    paths.key_file.write_text("left behind")
    deleted = run("key", "delete")
    assert (deleted.returncode, deleted.stdout.count("Deleted")) == (0, 2)
    assert run("key", "move", "--to", "file").returncode == 1
    assert "key_missing" in run("status").stderr


def test_locked_keyring_is_reported_within_the_timeout(service: str, run: Run, paths: AppPaths) -> None:
    assert run(*SETUP, typed=KEY).returncode == 0
    lock()
    done = run("call", "+14155550100", "--json")
    reply = json.loads(done.stdout)
    assert (done.returncode, reply["code"], reply["params"]["store"]) == (1, "key_unavailable", "keyring")
    assert "unlock" in run("status").stderr


@pytest.fixture
def silent_service(bus: str) -> Iterator[str]:
    """A process that owns the Secret Service's bus name and never answers."""
    program = (
        "import time\n"
        "from jeepney.bus_messages import message_bus\n"
        "from jeepney.io.blocking import open_dbus_connection\n"
        "connection = open_dbus_connection()\n"
        "connection.send_and_get_reply(message_bus.RequestName('org.freedesktop.secrets'))\n"
        "print('ready', flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield bus
        process.kill()


def test_silent_keyring_times_out_and_blocks_only_one_thread(
    silent_service: str, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    monkeypatch.setattr(keyring_backend, "READ_TIMEOUT_S", 0.2)
    for _ in range(4):
        with pytest.raises(CallError, match="does not answer") as raised:
            key_store.load(paths, "keyring")
        assert (raised.value.code, raised.value.params["reason"]) == (ErrorCode.KEY_UNAVAILABLE, "silent")
    assert sum(thread.name == "keyring" for thread in threading.enumerate()) == 1


def test_command_ends_although_the_keyring_never_answers(silent_service: str, paths: AppPaths) -> None:
    paths.config.mkdir()
    paths.config_file.write_text('cluster = "c"\nuser_id = 1\nkey_store = "keyring"\n')
    started_at = time.monotonic()
    done = run_installed("call", "+14155550100", "--json")
    assert json.loads(done.stdout)["params"]["reason"] == "silent"
    assert time.monotonic() - started_at < 20, "the timeout is 3 s; the rest is for slow machines"


@pytest.mark.parametrize("address", ["", "unix:path=/nonexistent"])
def test_setup_without_a_session_bus_gives_advice_and_writes_nothing(
    address: str, run: Run, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    done = run(*SETUP, typed=KEY)
    assert (done.returncode, "key_unavailable" in done.stderr) == (2, True), done.stderr
    assert "--key-store file" in done.stderr
    assert "Traceback" not in done.stderr
    assert not paths.config.exists()
    assert run(*SETUP, "--key-store", "file", typed=KEY).returncode == 0, "the file needs no bus"
    assert run("key", "delete").returncode == 1, "a keyring that cannot be asked may hold a key"


def test_no_setting_of_keyring_selects_another_backend(
    service: str, paths: AppPaths, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = home / "plain.py"
    plain.write_text(
        "from keyring.backend import KeyringBackend\n"
        "class Plain(KeyringBackend):\n"
        "    priority = 99\n"
        "    def get_password(self, *_): return 'from the wrong backend'\n"
        "    def set_password(self, *_): open(__file__ + '.leak', 'w').write(str(_))\n"
        "    def delete_password(self, *_): pass\n"
    )
    for folder in (home / ".config/python_keyring", home / ".local/share/python_keyring"):
        folder.mkdir(parents=True)
        (folder / "keyringrc.cfg").write_text(
            f"[backend]\ndefault-keyring=plain.Plain\nkeyring-path={home}\n"
        )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(home), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "plain.Plain")
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/org/freedesktop/secrets/collection/session")
    monkeypatch.setenv("KEYRING_PROPERTY_SCHEME", "KeePassXC")
    assert run_installed(*SETUP, typed=KEY).returncode == 0
    assert not plain.with_name("plain.py.leak").exists()
    for name in (
        "PYTHON_KEYRING_BACKEND",
        "KEYRING_PROPERTY_PREFERRED_COLLECTION",
        "KEYRING_PROPERTY_SCHEME",
    ):
        monkeypatch.delenv(name)
    assert key_store.load(paths, "keyring").get_secret_value() == KEY
