"""Registration: the manifest is where each browser looks, in its format, and uninstall removes everything."""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from voiso_call.config.paths import HOME_ENV_VAR, AppPaths, app_paths
from voiso_call.errors import ErrorCode
from voiso_call.install import installed_manifest, native_manifest
from voiso_call.install.browser_places import Browser
from voiso_call.install.install_plan import InstallPlan
from voiso_call.install.install_record import RegistrationError
from voiso_call.install.launcher import launcher_script
from voiso_call.native_host import extension_allowlist, launching_extension
from voiso_call.protocol.message_parts import Failure
from voiso_call.protocol.messages import ReplyEnvelope

ROOT = Path(__file__).parents[3]
START = "try:\n" + launcher_script("python").partition("try:\n")[2]  # what the launcher does at last
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="installing is supported only on Linux yet")


def files_in(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_manifest_is_where_each_browser_looks(paths: AppPaths, home: Path) -> None:
    def file(browser: Browser, folder: Path | None = None, **environment: str) -> Path:
        return native_manifest.plan_install(
            browser, paths, folder, {"HOME": str(home), **environment}
        ).manifest_file

    name = "com.voiso.click_to_call.json"
    assert file("chromium") == home / ".config/chromium/NativeMessagingHosts" / name
    assert file("chrome") == home / ".config/google-chrome/NativeMessagingHosts" / name
    assert file("edge") == home / ".config/microsoft-edge/NativeMessagingHosts" / name
    assert file("brave") == home / ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts" / name
    assert file("chromium", XDG_CONFIG_HOME="/xdg") == Path("/xdg/chromium/NativeMessagingHosts") / name
    assert file("chromium", Path("/profile")) == Path("/profile/NativeMessagingHosts") / name
    assert file("firefox") == home / ".mozilla/native-messaging-hosts" / name
    with pytest.raises(RegistrationError, match="Firefox"):
        file("firefox", Path("/profile"))


@pytest.mark.parametrize(
    ("browser", "key", "allowed"),
    [
        ("chromium", "allowed_origins", f"chrome-extension://{launching_extension.CHROMIUM_IDS[0]}/"),
        ("firefox", "allowed_extensions", launching_extension.GECKO_IDS[0]),
    ],
)
def test_manifest_has_the_format_that_browsers_require(
    paths: AppPaths, browser: Browser, key: str, allowed: str
) -> None:
    planned = native_manifest.plan_install(browser, paths)
    native_manifest.install(planned)
    content = planned.manifest_file.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    manifest = json.loads(content)
    assert set(manifest) == {"name", "description", "path", "type", key}
    assert (manifest["name"], manifest["type"], manifest[key]) == (
        "com.voiso.click_to_call",
        "stdio",
        [allowed],
    )
    assert manifest["description"]
    assert Path(manifest["path"]).is_absolute()
    assert Path(manifest["path"]).stat().st_mode & 0o111


def test_dev_extension_is_allowed_until_installed_without_it(paths: AppPaths) -> None:
    dev_id = "p" * 32
    native_manifest.install(native_manifest.plan_install("chromium", paths, other_extension_ids=[dev_id]))
    native_manifest.install(
        native_manifest.plan_install("firefox", paths, other_extension_ids=["dev@example.org"])
    )
    assert extension_allowlist.load_allowlist(paths.dev_extensions_file) == {
        "chromium": [dev_id],
        "firefox": ["dev@example.org"],
    }
    assert paths.dev_extensions_file.stat().st_mode & 0o777 == 0o600
    planned = native_manifest.plan_install("chromium", paths, other_extension_ids=[dev_id])
    manifest = json.loads(planned.manifest_file.read_text())
    ours = f"chrome-extension://{launching_extension.CHROMIUM_IDS[0]}/"
    assert manifest["allowed_origins"] == [ours, f"chrome-extension://{dev_id}/"]
    native_manifest.install(native_manifest.plan_install("chromium", paths))
    assert json.loads(planned.manifest_file.read_text())["allowed_origins"] == [ours]
    assert extension_allowlist.load_allowlist(paths.dev_extensions_file) == {"firefox": ["dev@example.org"]}
    native_manifest.uninstall(native_manifest.plan_install("firefox", paths))
    assert not paths.dev_extensions_file.exists()


@pytest.mark.parametrize(
    ("browser", "extension_id"),
    [
        ("chromium", "*"),
        ("chromium", "p" * 31),
        ("chromium", "p" * 32 + "/"),
        ("chromium", "dev@example.org"),
        ("firefox", "p" * 32),
        ("firefox", "a b@c"),
        ("firefox", "dev@example.org\n"),
    ],
)
def test_invalid_dev_extension_id_is_rejected(paths: AppPaths, browser: Browser, extension_id: str) -> None:
    with pytest.raises(RegistrationError):
        native_manifest.plan_install(browser, paths, other_extension_ids=[extension_id])


def test_extension_ids_match_the_extensions_manifest() -> None:
    manifest = json.loads((ROOT / "extension/manifest.json").read_text("utf-8"))
    digest = hashlib.sha256(base64.b64decode(manifest["key"])).hexdigest()[:32]
    extension_id = "".join(chr(ord("a") + int(digit, 16)) for digit in digest)
    assert extension_id == launching_extension.CHROMIUM_IDS[0]
    assert manifest["browser_specific_settings"]["gecko"]["id"] == launching_extension.GECKO_IDS[0]


def test_uninstall_restores_the_state_before_install(paths: AppPaths, home: Path) -> None:
    other_manifest = home / ".config/chromium/NativeMessagingHosts/org.other.host.json"
    other_manifest.parent.mkdir(parents=True)
    other_manifest.write_text("{}")
    files_before = files_in(home)
    plans = [native_manifest.plan_install(browser, paths) for browser in ("chromium", "firefox")]
    for planned in plans:
        native_manifest.install(planned)
        native_manifest.install(planned)
    assert native_manifest.uninstall(plans[0])
    assert plans[1].launcher_file.exists(), "the other browser still starts it"
    assert native_manifest.uninstall(plans[1])
    assert files_in(home) == files_before
    assert not native_manifest.uninstall(plans[1])


def test_uninstall_keeps_a_manifest_of_another_program(paths: AppPaths) -> None:
    planned = native_manifest.plan_install("firefox", paths)
    native_manifest.install(planned)
    planned.manifest_file.write_text(json.dumps({**planned.manifest, "path": "/opt/other"}))
    assert not native_manifest.uninstall(planned)
    assert planned.manifest_file.exists()


def test_launcher_carries_the_folder_that_was_set_when_it_was_installed(tmp_path: Path) -> None:
    home = tmp_path / "it's a folder"
    launcher = tmp_path / "launcher"
    launcher.write_text(
        launcher_script(sys.executable, str(home)).replace(
            START,
            "import site; site.main()\n"
            "from voiso_call.config.paths import app_paths; print(app_paths().config_file)",
        )
    )
    launcher.chmod(0o755)
    done = subprocess.run([launcher], capture_output=True, text=True, check=True, env={})
    assert done.stdout == f"{home / 'config.toml'}\n"


def test_plan_puts_the_folder_of_the_environment_into_the_launcher(tmp_path: Path) -> None:
    environment = {HOME_ENV_VAR: str(tmp_path), "HOME": str(tmp_path)}
    planned = native_manifest.plan_install("firefox", app_paths(environment), environment=environment)
    assert repr(str(tmp_path)) in planned.launcher
    without = native_manifest.plan_install("firefox", app_paths({}), environment={"HOME": str(tmp_path)})
    assert HOME_ENV_VAR not in without.launcher


def write_manifest_of(planned: InstallPlan, program: Path) -> str:
    planned.manifest_file.parent.mkdir(parents=True, exist_ok=True)
    planned.manifest_file.write_text(json.dumps({**planned.manifest, "path": str(program)}))
    return planned.manifest_file.read_text()


def test_install_keeps_a_manifest_of_another_program_unless_forced(paths: AppPaths, tmp_path: Path) -> None:
    planned = native_manifest.plan_install("firefox", paths)
    program = tmp_path / "other"
    program.write_text("#!/bin/sh\n")
    content = write_manifest_of(planned, program)
    with pytest.raises(RegistrationError, match=f"{program}.*--force"):
        native_manifest.install(planned)
    assert planned.manifest_file.read_text() == content
    assert not planned.launcher_file.exists()
    native_manifest.install(planned, force=True)
    assert installed_manifest.is_installed(planned)


@pytest.mark.parametrize(
    "content",
    ['{"path": "/nowhere/other"}', f'{{"path": "/{"a" * 5000}"}}', '{"path": 5}', "[]", "{"],
    ids=["missing", "too-long", "number", "list", "broken"],
)
def test_install_replaces_a_manifest_that_starts_no_program(paths: AppPaths, content: str) -> None:
    planned = native_manifest.plan_install("firefox", paths)
    planned.manifest_file.parent.mkdir(parents=True)
    planned.manifest_file.write_text(content)
    native_manifest.install(planned)
    assert installed_manifest.is_installed(planned)


@pytest.mark.parametrize(
    "folder", ["plain", "with space", "'quo''tes'", "$(false)", r"back\slash", "x" * 120]
)
def test_launcher_starts_this_python_isolated_from_any_path(tmp_path: Path, folder: str) -> None:
    python = tmp_path / folder / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    launcher = tmp_path / "launcher"
    launcher.write_text(
        launcher_script(str(python)).replace(START, "print(sys.flags.isolated, sys.argv[1:])")
    )
    launcher.chmod(0o755)
    done = subprocess.run([launcher, "chrome-extension://x/"], capture_output=True, text=True, check=True)
    assert done.stdout == "1 ['chrome-extension://x/']\n"


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_launcher_without_its_python_says_so_and_waits_for_the_browser(tmp_path: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    launcher = tmp_path / "launcher"
    launcher.write_text(launcher_script(str(tmp_path / "it's gone" / "python")))
    assert_says_that_python_is_gone([shell, launcher])


def test_launcher_without_its_packages_says_so_and_waits_for_the_browser(tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    home = Path(sys.executable).resolve().parent
    (tmp_path / "venv" / "pyvenv.cfg").write_text(f"home = {home}\n")  # an environment without packages
    launcher = tmp_path / "launcher"
    launcher.write_text(launcher_script(str(python), packages=str(tmp_path / "venv" / "lib")))
    launcher.chmod(0o755)
    assert_says_that_python_is_gone([launcher])


def test_launcher_with_an_upgraded_python_says_so_and_waits_for_the_browser(tmp_path: Path) -> None:
    """It would find the host, in the folder of the old Python, but none of the libraries there."""
    older = (sys.version_info[0], sys.version_info[1] - 1)
    launcher = tmp_path / "launcher"
    launcher.write_text(launcher_script(sys.executable, versions=[older]))
    launcher.chmod(0o755)
    assert_says_that_python_is_gone([launcher])


def assert_says_that_python_is_gone(command: list[str | Path]) -> None:
    """Start a launcher as a browser does; it must end when the browser closes the port, not earlier."""
    with subprocess.Popen(
        [*command, "chrome-extension://x/"], stdin=PIPE, stdout=PIPE, stderr=PIPE
    ) as launcher:
        assert launcher.stdin is not None
        assert launcher.stdout is not None
        assert launcher.stderr is not None
        launcher.stdin.write(b"\x02\0\0\0{}")
        launcher.stdin.flush()
        length = int.from_bytes(launcher.stdout.read(4), sys.byteorder)
        reply = validate_reply(launcher.stdout.read(length))
        assert (reply.code, reply.params) == (ErrorCode.HOST_MISSING, {"cause": "python_gone"})
        assert launcher.poll() is None
        launcher.stdin.close()
        assert launcher.wait(10) == 1
        assert launcher.stdout.read() + launcher.stderr.read() == b""


def validate_reply(body: bytes) -> Failure:
    envelope = ReplyEnvelope.model_validate_json(body)
    assert isinstance(envelope.reply, Failure)
    assert envelope.id == 0
    return envelope.reply
