"""A launcher or interpreter that others could replace is not installed; `status` reports it with advice."""

import grp
import os
import pwd
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import voiso_call
from support.cli_runner import run, run_setup
from voiso_call.config.paths import HOME_ENV_VAR, AppPaths, app_paths
from voiso_call.install import launcher, program_files
from voiso_call.system import secure_read

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="installing is supported only on Linux yet")


@pytest.fixture
def paths(home: Path, monkeypatch: pytest.MonkeyPatch) -> AppPaths:
    """The usual folders: that of the launcher is not that of the settings, which are checked elsewhere."""
    monkeypatch.delenv(HOME_ENV_VAR)
    return app_paths()


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The interpreter that runs the command: a link in a virtual environment, as `venv` creates it."""
    program = tmp_path / "venv/bin/python"
    program.parent.mkdir(parents=True)
    program.symlink_to(tmp_path / "usr/python3")
    (tmp_path / "usr").mkdir()
    shutil.copy(sys.executable, tmp_path / "usr/python3")
    (tmp_path / "venv/pyvenv.cfg").write_text("home = nowhere")
    monkeypatch.setattr(sys, "executable", str(program))
    return program


def insecure(paths: AppPaths, python: Path, home: Path) -> dict[str, Path]:
    """The files and folders through which another user could start a program, if it could write them."""
    return {
        "launcher's folder": paths.data,
        "manifest's folder": home / ".mozilla/native-messaging-hosts",
        "interpreter's folder": python.parent,
        "folder of the interpreter's target": python.resolve().parent,
        "interpreter": python.resolve(),
        "environment": python.parent.parent,
        "environment's configuration": python.parent.parent / "pyvenv.cfg",
    }


KINDS = [
    *("launcher's folder", "manifest's folder", "interpreter's folder", "folder of the interpreter's target"),
    *("interpreter", "environment", "environment's configuration"),
]
OTHERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "writable by all": (lambda path: path.chmod(path.stat().st_mode | 0o002), "chmod go-w {}"),
    "of another user": (lambda path: os.chown(path, 12345, -1), f"sudo chown {os.geteuid()} {{}}"),
}


def spoil(path: Path, how: str) -> str:
    change, advice = OTHERS[how]
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.mkdir()
    try:
        change(path)
    except PermissionError:
        pytest.skip("only root can make this")
    return f"run: {advice.format(path)}"


@pytest.mark.parametrize("how", OTHERS)
@pytest.mark.parametrize("kind", KINDS)
def test_install_refuses_what_others_could_replace(
    paths: AppPaths, python: Path, home: Path, kind: str, how: str
) -> None:
    path = insecure(paths, python, home)[kind]
    advice = spoil(path, how)
    for options in ([], ["--force"], ["--dry-run"]):
        done = run("install", "--browser", "firefox", *options)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith(f"{advice}\n")
    assert not paths.launcher_file.exists()
    path.chmod(path.stat().st_mode & ~0o022)
    os.chown(path, os.geteuid(), -1)
    assert run("install", "--browser", "firefox").returncode == 0


@pytest.mark.parametrize("has_link", [True, False])
def test_user_data_folder_of_another_user_is_refused(
    sandbox_url: str, tmp_path: Path, home: Path, has_link: bool
) -> None:
    """Its owner can exchange the folder of the manifest, or make a link of it."""
    run_setup(sandbox_url)
    folder, own = tmp_path / "profile", home / "documents"
    folder.mkdir()
    own.mkdir()
    if has_link:
        (folder / "NativeMessagingHosts").symlink_to(own)
    options = ["--browser", "chromium", "--user-data-dir", str(folder)]
    assert run("install", *options).returncode == 0
    try:
        os.chown(folder, 12345, -1)
    except PermissionError:
        pytest.skip("only root can make this")
    assert f"{folder} belongs to another user" in " ".join(run("doctor").stdout.split())
    for file in folder.glob("*/*.json"):
        file.unlink()
    done = run("install", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"{folder} belongs to another user; use a folder of your own\n")
    assert not [*folder.glob("*/*.json")]


@pytest.mark.parametrize("name", ["__init__.py", ".", "native_host/main.py", "native_host", ".."])
def test_install_refuses_a_package_that_others_could_replace(
    paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    package = tmp_path / "site-packages/voiso_call"
    shutil.copytree(Path(voiso_call.__file__).parent, package)
    monkeypatch.setattr(voiso_call, "__file__", str(package / "__init__.py"))
    program_files.check_interpreter(sys.executable)
    advice = spoil((package / name).resolve(), "writable by all")
    done = run("install", "--browser", "firefox")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"{advice}\n")
    assert not paths.launcher_file.exists()


@pytest.mark.parametrize("how", OTHERS)
@pytest.mark.parametrize("kind", [*KINDS, "launcher", "manifest"])
def test_status_reports_what_others_could_replace(
    sandbox_url: str, paths: AppPaths, python: Path, home: Path, kind: str, how: str
) -> None:
    run_setup(sandbox_url)
    run("install", "--browser", "firefox")
    assert run("status").returncode == 0
    manifest = home / ".mozilla/native-messaging-hosts/com.voiso.click_to_call.json"
    files = {**insecure(paths, python, home), "launcher": paths.launcher_file, "manifest": manifest}
    advice = spoil(files[kind], how)
    for options in ([], ["--json"]):
        done = run("status", *options)
        assert done.returncode == 1
        assert done.stderr.endswith(f"{advice}\n")
    listed = run("install", "--list")
    assert advice in listed.stdout + listed.stderr


def test_status_checks_the_interpreter_that_the_launcher_names(tmp_path: Path) -> None:
    other = tmp_path / "other's/python"
    other.parent.mkdir()
    shutil.copy(sys.executable, other)
    file = tmp_path / "launcher"
    file.write_text(launcher.launcher_script(str(other)))
    program_files.check_launcher(file)
    other.parent.chmod(0o777)
    with pytest.raises(secure_read.InsecureFileError, match="can be written by others"):
        program_files.check_launcher(file)


def test_folder_of_the_users_private_group_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian's user-private groups with umask 002: every virtual environment is writable for the group."""
    file = tmp_path / "bin/python"
    file.parent.mkdir()
    file.touch()
    group = grp.getgrgid(os.getegid())
    user = pwd.struct_passwd((group.gr_name, "x", os.geteuid(), group.gr_gid, "", "/", "/bin/sh"))
    monkeypatch.setattr("pwd.getpwuid", lambda _: user)
    monkeypatch.setattr("pwd.getpwall", lambda: [user])
    monkeypatch.setattr("grp.getgrgid", lambda _: group)
    for path in (file, file.parent):
        os.chown(path, -1, group.gr_gid)
        path.chmod(0o775)
    secure_read.check_program(file)
    with monkeypatch.context() as patched:  # other users are in an access control list
        patched.setattr(os, "listxattr", lambda _: ["system.posix_acl_access"])
        with pytest.raises(secure_read.InsecureFileError, match="chmod go-w"):
            secure_read.check_program(file)
    with monkeypatch.context() as patched:  # it is another user's primary group, which names no members
        colleague = pwd.struct_passwd(("colleague", "x", 12345, group.gr_gid, "", "/", "/bin/sh"))
        patched.setattr("pwd.getpwall", lambda: [user, colleague])
        with pytest.raises(secure_read.InsecureFileError, match="chmod go-w"):
            secure_read.check_program(file)
    shared = grp.struct_group((group.gr_name, "x", group.gr_gid, [group.gr_name, "colleague"]))
    monkeypatch.setattr("grp.getgrgid", lambda _: shared)
    with pytest.raises(secure_read.InsecureFileError, match="chmod go-w"):
        secure_read.check_program(file)
    monkeypatch.setattr("grp.getgrgid", lambda _: grp.struct_group(("users", "x", group.gr_gid, [])))
    with pytest.raises(secure_read.InsecureFileError, match="chmod go-w"):
        secure_read.check_program(file)


@pytest.mark.parametrize("command", [["install", "--browser", "firefox"], ["install", "--list"], ["status"]])
def test_install_record_that_others_could_have_written_is_refused(
    paths: AppPaths, command: list[str]
) -> None:
    run("install", "--browser", "firefox")
    paths.install_record_file.chmod(0o666)
    done = run(*command)
    assert done.returncode != 0
    assert f"run: chmod go-w {paths.install_record_file}" in done.stderr
