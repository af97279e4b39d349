"""install.sh, with a stand-in for Python: what it makes and removes, and whom its errors tell what to do."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from support.browser.polling import wait_until
from support.dev_env.venv import ROOT
from support.file_snapshot import snapshot
from support.install_script import HARD_NAME, InstallScript, kill_group

NOBODY = 65534  # a user without rights

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="install.ps1 is for Windows")

# Answers like a Python and its pip; PIP_SAYS is an error of pip, PIP_WAITS a file that tells that pip runs.
PYTHON = """\
#!/bin/sh
case "$*" in
*"import sys"*) printf '%s\\n' "$0" "${PYTHON_AGE:-new}" "${PYTHON_PARTS:-complete}" ;;
*"-m venv"*) for folder; do :; done; mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python" ;;
*"-m pip"*)
    if [ -n "$PIP_WAITS" ]; then : >"$PIP_WAITS"; sleep 60; fi
    if [ -n "$PIP_SAYS" ]; then echo "ERROR: $PIP_SAYS"; exit 1; fi
    cp "${0%/*}/../../../../../../voiso-call" "${0%/*}/voiso-call"
    ;;
esac
"""
# Notes how it is called, and is registered with no browser if REGISTERED is `no`.
COMMAND = """\
#!/bin/sh
echo "$*" >>"$HOME/calls"
case "$1" in
--version) echo 1.2.3 ;;
install) [ "$REGISTERED" != no ] || { echo "$REASON" >&2; exit 1; } ;;
doctor) echo "1 fault"; exit 1 ;;
tel-handler) exit 1 ;;
esac
"""


@pytest.fixture
def script(tmp_path: Path) -> InstallScript:
    """The script with a release whose Python is a stand-in; the home has a name that is hard to quote."""
    downloads, home = tmp_path / f"{HARD_NAME} downloads", tmp_path / HARD_NAME
    downloads.mkdir()
    home.mkdir()
    shutil.copy(ROOT / "installers/install.sh", downloads)
    (downloads / "voiso-call-1.2.3-requirements.txt").write_text("")
    (downloads / "voiso_call-1.2.3-py3-none-any.whl").write_text("")
    for file, content in ((tmp_path / "python", PYTHON), (home / "voiso-call", COMMAND)):
        file.write_text(content)
        file.chmod(0o755)
    return InstallScript(downloads, home)


def test_installs_registers_and_examines(script: InstallScript, tmp_path: Path) -> None:
    code, output = script.run("--python", tmp_path / "python", "--browser", "firefox")
    assert code == 0, output
    assert script.command.resolve() == (script.program / "1.2.3-1/bin/voiso-call").resolve()
    assert (script.home / "calls").read_text().splitlines() == [
        *("--version", "install --browser firefox", "doctor")
    ]
    assert "voiso-call is not on the PATH" in output
    line = next(line for line in output.splitlines() if line.startswith("To remove it: "))
    removing = subprocess.run(
        ["/bin/sh", "-c", line.removeprefix("To remove it: ")], env=script.variables, check=False, cwd="/"
    )
    assert removing.returncode == 0, "the printed command can be pasted"
    assert not script.base.exists()


def test_uninstalling_leaves_all_as_it_was(script: InstallScript, tmp_path: Path) -> None:
    (script.home / ".local").mkdir()
    before = snapshot(script.home)
    assert script.run("--python", tmp_path / "python")[0] == 0
    (script.home / "calls").unlink()
    code, output = script.run("--uninstall")
    assert code == 0, output
    calls = script.home / "calls"
    assert calls.read_text().splitlines() == ["--version", "uninstall", "tel-handler uninstall"]
    calls.unlink()
    assert snapshot(script.home) == before
    assert "Nothing is installed" in script.run("--uninstall")[1]


def test_what_others_put_into_its_folders_stays(script: InstallScript, tmp_path: Path) -> None:
    assert script.run("--python", tmp_path / "python")[0] == 0
    for file in (script.base / "journal", script.command.with_name("other")):
        file.write_text("mine")
    assert script.run("--uninstall")[0] == 0
    files = [*script.base.rglob("*"), *script.command.parent.rglob("*")]
    assert [file.name for file in files] == ["journal", "other"]


def test_update_keeps_the_environment_that_browsers_still_use(script: InstallScript, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        assert script.run("--python", tmp_path / "python")[0] == 0
        assert script.command.resolve().parent.parent.name == f"1.2.3-{number}"
    assert {path.parent.name for path in script.program.glob("*/complete")} == {"1.2.3-2", "1.2.3-3"}


def test_environment_that_may_be_registered_stays_while_registering_fails(
    script: InstallScript, tmp_path: Path
) -> None:
    assert script.run("--python", tmp_path / "python")[0] == 0
    for _ in range(2):
        assert script.run("--python", tmp_path / "python", REGISTERED="no")[0] == 1
    names = {path.parent.name for path in script.program.glob("*/complete")}
    assert names == {"1.2.3-1", "1.2.3-2", "1.2.3-3"}
    assert script.run("--python", tmp_path / "python")[0] == 0
    assert {path.parent.name for path in script.program.glob("*/complete")} == {"1.2.3-3", "1.2.3-4"}


def test_copy_uninstalls_what_is_beside_it(script: InstallScript, tmp_path: Path) -> None:
    """Also in another terminal, in which VOISO_CALL_HOME is not set."""
    base = script.home / ".local/share/elsewhere"
    assert script.run("--python", tmp_path / "python", VOISO_CALL_HOME=str(base))[0] == 0
    assert "Nothing is installed" in script.run("--uninstall")[1]
    script.script = base / "program/install.sh"
    code, output = script.run("--uninstall")
    assert code == 0, output
    assert not base.exists()
    assert (script.home / "calls").read_text().splitlines()[-2:] == ["uninstall", "tel-handler uninstall"]


def test_command_of_another_program_is_kept(script: InstallScript, tmp_path: Path) -> None:
    script.command.parent.mkdir(parents=True)
    script.command.write_text("other")
    code, output = script.run("--python", tmp_path / "python")
    assert code == 0
    assert f"{script.command} is another program, and was kept" in output
    assert script.run("--uninstall")[0] == 0
    assert script.command.read_text() == "other"


def test_killed_installation_is_done_again(script: InstallScript, tmp_path: Path) -> None:
    before = snapshot(script.home)
    waits = tmp_path / "pip runs"
    first = script.start("--python", tmp_path / "python", PIP_WAITS=str(waits))
    try:
        wait_until(waits.exists, "pip to run")
        code, output = script.run("--python", tmp_path / "python")
        assert code == 1
        assert f"Another installation is under way, process {first.pid}" in output
    finally:
        kill_group(first)
    assert (script.program / "1.2.3-1/bin/python").exists()
    code, output = script.run("--python", tmp_path / "python")
    assert code == 0, output
    assert sorted(path.name for path in script.program.iterdir()) == [
        *("1.2.3-1", "current", "install.sh", "made-folders")
    ]
    assert script.run("--uninstall")[0] == 0
    (script.home / "calls").unlink()
    assert snapshot(script.home) == before


def test_not_registered_is_an_error_that_says_what_to_run(script: InstallScript, tmp_path: Path) -> None:
    code, output = script.run("--python", tmp_path / "python", REGISTERED="no")
    assert code == 1
    assert "installed, but not registered" in output
    quoted = str(script.command).replace("'", "'\\''")
    assert f"run: '{quoted}' install" in output


def test_another_installation_that_is_registered_is_replaced_by_force(
    script: InstallScript, tmp_path: Path
) -> None:
    reason = "/a.json starts another program, /b; to replace it, add --force"
    options = ("--python", tmp_path / "python", "--browser", "firefox")
    code, output = script.run(*options, REGISTERED="no", REASON=reason)
    assert code == 1
    assert reason in output
    assert output.endswith("' install --browser firefox --force\n")


@pytest.mark.parametrize(
    ("says", "advice"),
    [
        ("[Errno 28] No space left on device", "The disk is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "tell your administrator"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "PIP_CERT=FILE"),
        ("Retrying after connection broken by 'NewConnectionError('...: [Errno 111]", "--wheels DIR"),
        ("No matching distribution found for aiohttp==3.14.5", "Try another Python"),
        ("[Errno 13] Permission denied: 'a'", "cannot be written"),
        ("something else", "The lines above say why"),
    ],
)
def test_failed_installation_says_what_to_do_and_changes_nothing(
    script: InstallScript, tmp_path: Path, says: str, advice: str
) -> None:
    before = snapshot(script.home)
    assert script.run("--python", tmp_path / "python", PIP_SAYS=says)[0] == 1
    assert snapshot(script.home) == before
    assert script.run("--python", tmp_path / "python")[0] == 0
    before = snapshot(script.home)
    code, output = script.run("--python", tmp_path / "python", PIP_SAYS=says)
    assert code == 1
    assert snapshot(script.home) == before
    assert says in output
    assert advice in output
    assert "nothing that was installed before has changed" in output


@pytest.mark.parametrize(
    ("options", "variables", "message"),
    [
        (["--pyton", "x"], {}, r"Unknown option: --pyton"),
        (["--python"], {}, r"--python needs a value"),
        (["--wheels", "/no/such/folder"], {}, r"/no/such/folder of --wheels does not exist"),
        (["--python", "/no/such/python"], {}, r"does not run as a Python"),
        ([], {"PYTHON_AGE": "old"}, r"3\.11 or newer is needed; found was only .*administrator"),
        ([], {"PYTHON_PARTS": "incomplete"}, r"An administrator installs it; .*python3-venv"),
        ([], {"HOME": ""}, r"HOME is not set.*user who will place calls"),
        ([], {"HOME": "/no/such/home"}, r"does not exist. Ask your administrator"),
        ([], {"VOISO_CALL_HOME": "here"}, r"must be the full path"),
        ([], {"XDG_DATA_HOME": "/tmp/a:b"}, r"':' or a line break"),  # noqa: S108
        ([], {"VOISO_CALL_HOME": "/dev/null/a"}, r"mkdir: .*/dev/null.*Ask your administrator"),
    ],
)
def test_error_says_who_does_what(
    script: InstallScript, tmp_path: Path, options: list[str], variables: dict[str, str], message: str
) -> None:
    before = snapshot(tmp_path)
    code, output = script.run(*(options or ["--python", str(tmp_path / "python")]), **variables)
    assert code == 1
    assert_matches(message, output)
    assert snapshot(tmp_path) == before, "nothing was made"


def assert_matches(message: str, output: str) -> None:
    with pytest.raises(AssertionError, match=f"(?s){message}"):
        raise AssertionError(output)


def test_missing_or_ambiguous_release_is_an_error(script: InstallScript) -> None:
    [wheel] = script.script.parent.glob("*.whl")
    wheel.unlink()
    assert_matches(r"voiso_call-1\.2\.3-py3-none-any\.whl is missing", script.run()[1])
    other = script.script.with_name("voiso-call-1.2.2-requirements.txt")
    other.write_text("")
    assert_matches("files of two releases", script.run()[1])
    for file in script.script.parent.glob("*.txt"):
        file.unlink()
    assert_matches(r"python3 installers/build\.py", script.run()[1])


def test_file_in_the_way_is_named(script: InstallScript, tmp_path: Path) -> None:
    (script.home / ".local").write_text("")
    code, output = script.run("--python", tmp_path / "python")
    assert code == 1
    assert_matches(r"mkdir: .*/\.local.*: File exists\. Ask your administrator", output)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs root")
def test_root_does_not_install_into_the_home_of_a_user(script: InstallScript) -> None:
    assert_matches("Run this without sudo", script.run(SUDO_USER="ana")[1])
    os.chown(script.home, 12345, 12345)
    assert_matches("belongs to another user", script.run()[1])


def test_program_that_does_not_run_is_not_uninstalled_by_half(script: InstallScript, tmp_path: Path) -> None:
    assert script.run("--python", tmp_path / "python")[0] == 0
    (script.program / "1.2.3-1/bin/voiso-call").unlink()
    code, output = script.run("--uninstall")
    assert code == 1
    assert "install again, then uninstall" in " ".join(output.split())
    assert script.program.exists()


def planted_links(script: InstallScript, base: Path) -> Path:
    """Plant links to a file of the user where the script writes, and return that file."""
    victim = script.home / "letter"
    victim.write_text("mine")
    (base / "program").mkdir(parents=True)
    for name in ("install.log", "made-folders", "current.new"):
        (base / "program" / name).symlink_to(victim)
    return victim


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs root")
@pytest.mark.parametrize("place", [".", "h", "h/program"])
def test_folder_of_another_user_is_refused(script: InstallScript, tmp_path: Path, place: str) -> None:
    base = tmp_path / "evil/h"
    victim = planted_links(script, base)
    os.chown(base.parent / place, 12345, 12345)
    for options in (["--python", str(tmp_path / "python")], ["--uninstall"]):
        code, output = script.run(*options, VOISO_CALL_HOME=str(base))
        assert code == 1
        assert_matches(r"belongs to another user.*VOISO_CALL_HOME=FOLDER", output)
        assert "chown" not in output
    assert victim.read_text() == "mine"


def test_folder_that_others_can_write_is_refused(script: InstallScript, tmp_path: Path) -> None:
    base = script.home / ".local/share/elsewhere"
    base.parent.mkdir(parents=True)
    base.parent.chmod(0o777)
    code, output = script.run("--python", tmp_path / "python", VOISO_CALL_HOME=str(base))
    assert code == 1
    assert_matches(r"Others can write .*chmod go-w", output)
    assert not base.exists()
    base.parent.chmod(0o1777)  # as /tmp is
    assert script.run("--python", tmp_path / "python", VOISO_CALL_HOME=str(base))[0] == 0


def test_log_is_not_written_through_a_link(script: InstallScript, tmp_path: Path) -> None:
    assert script.run("--python", tmp_path / "python")[0] == 0
    victim = script.home / "letter"
    victim.write_text("mine")
    (script.program / "install.log").symlink_to(victim)
    assert script.run("--python", tmp_path / "python")[0] == 0
    assert victim.read_text() == "mine"


@pytest.mark.skipif(not shutil.which("setpriv") or os.geteuid() != 0, reason="needs root on Linux")
def test_what_cannot_be_removed_is_said_before_anything_is(script: InstallScript, tmp_path: Path) -> None:
    """Of a folder of programs that an administrator has made."""
    assert script.run("--python", tmp_path / "python")[0] == 0
    with tempfile.TemporaryDirectory() as folder:  # others may enter it, unlike that of the test
        Path(folder).chmod(0o755)
        home = Path(folder, "home")
        shutil.copytree(script.home, home, symlinks=True)
        command, base = (home / path.relative_to(script.home) for path in (script.command, script.base))
        command.unlink()
        command.symlink_to(base / "program/1.2.3-1/bin/voiso-call")
        for path in (home, *home.rglob("*")):
            if path != command.parent:
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        before = snapshot(home)
        user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        done = subprocess.run(
            [*user, "/bin/sh", base / "program/install.sh", "--uninstall"],
            env={**script.variables, "HOME": str(home)},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1
        assert_matches(
            rf"{command.parent} cannot be written, so nothing was removed.*sudo chown", done.stderr
        )
        assert snapshot(home) == before
