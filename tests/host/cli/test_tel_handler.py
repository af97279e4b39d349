"""`voiso-call tel-handler`: links of other programs are called after a question; every result is shown."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from support.browser import x_display
from support.browser.polling import wait_until
from support.cli_runner import run, run_setup
from support.sandbox import posts
from voiso_call.cli import desktop
from voiso_call.config.paths import AppPaths
from voiso_call.install import tel_handler
from voiso_call.system import file_lock

LINK = "tel:+44-20-7946-0000"


@dataclass
class Desktop:
    """A desktop whose agent gives the same answer to every question."""

    answer: bool | None = True  # None: nothing can ask
    questions: list[str] = field(default_factory=list)
    notifications: list[str] = field(default_factory=list)

    def confirm_call(self, question: str) -> bool:
        if self.answer is None:
            raise desktop.NoDesktopError("no window can be shown")
        self.questions.append(question)
        return self.answer

    def notify(self, title: str, text: str) -> None:
        self.notifications.append(f"{title}: {text}")


@pytest.fixture
def agent(sandbox_url: str, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    """The desktop of an agent whose host is set up."""
    assert run_setup(sandbox_url).returncode == 0
    fake = Desktop()
    monkeypatch.setattr(desktop, "confirm_call", fake.confirm_call)
    monkeypatch.setattr(desktop, "notify", fake.notify)
    return fake


def test_a_link_is_called_after_a_question_that_shows_its_number(agent: Desktop, sandbox_log: Path) -> None:
    assert run("tel-handler", "open", LINK).returncode == 0
    assert agent.questions == ["Call +44 20 7946 0000, GB, landline?"]
    assert [post["body"]["phone_number"] for post in posts(sandbox_log)] == ["442079460000"]
    assert agent.notifications == ["Call placed to +44 20 7946 0000: Check your Agent Panel."]


def test_no_is_no(agent: Desktop, sandbox_log: Path) -> None:
    agent.answer = False
    assert run("tel-handler", "open", LINK).returncode == 1
    assert (len(agent.questions), posts(sandbox_log)) == (1, [])


def test_the_question_tells_what_has_to_be_confirmed(agent: Desktop, sandbox_log: Path) -> None:
    assert run("tel-handler", "open", "tel:+19005550100").returncode == 0
    [question] = agent.questions
    assert "premium" in question.lower()
    assert len(posts(sandbox_log)) == 1


@pytest.mark.parametrize(
    "link", ["tel:999", "tel:hello", f"tel:{'1' * 80}", "tel:*%2306%23", "https://a.example"]
)
def test_what_must_not_be_called_is_told_without_a_question(
    agent: Desktop, sandbox_log: Path, link: str
) -> None:
    assert run("tel-handler", "open", link).returncode == 1
    assert (agent.questions, posts(sandbox_log)) == ([], [])
    assert agent.notifications[0].startswith("Not called: ")


def test_without_a_way_to_ask_nothing_is_called(agent: Desktop, sandbox_log: Path) -> None:
    agent.answer = None
    assert run("tel-handler", "open", LINK).returncode == 1
    assert posts(sandbox_log) == []
    assert "cannot ask" in agent.notifications[0]


def test_one_question_is_open_at_a_time(agent: Desktop, sandbox_log: Path, paths: AppPaths) -> None:
    lock = file_lock.acquire(paths.tel_question_lock)
    try:
        assert run("tel-handler", "open", LINK).returncode == 1
    finally:
        lock.release()
    assert (agent.questions, posts(sandbox_log)) == ([], [])


def test_a_failure_is_shown_too(agent: Desktop, paths: AppPaths) -> None:
    paths.key_file.unlink()
    assert run("tel-handler", "open", LINK).returncode == 1
    assert "API key" in agent.notifications[0]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A zenity whose agent says yes, and a notify-send; each writes its arguments to a file of its name."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("zenity", "notify-send"):
        program = folder / name
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path / name}"\n', "utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":4711")  # there is none, so that the fake zenity asks
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
    return tmp_path


@pytest.mark.skipif(not shutil.which("xdg-open"), reason="xdg-utils is not installed")
def test_the_system_opens_links_with_the_installed_entry(
    programs: Path, sandbox_url: str, sandbox_log: Path, home: Path
) -> None:
    assert run_setup(sandbox_url).returncode == 0
    assert run("tel-handler", "status").returncode == 1
    assert run("tel-handler", "install").returncode == 0
    assert run("tel-handler", "status").returncode == 0
    subprocess.run(["xdg-open", LINK], check=True, timeout=60)
    wait_until(lambda: (programs / "notify-send").exists(), "the notification")
    assert "Call +44 20 7946 0000, GB, landline?" in (programs / "zenity").read_text("utf-8")
    assert [post["body"]["phone_number"] for post in posts(sandbox_log)] == ["442079460000"]
    assert run("tel-handler", "uninstall").returncode == 0
    assert run("tel-handler", "status").returncode == 1
    assert not tel_handler.entry_file().exists()
    assert tel_handler.ENTRY_ID not in (home / ".config/mimeapps.list").read_text("utf-8")


def test_where_nothing_can_ask_it_is_not_installed_and_the_status_warns(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "tkinter", None)  # as without python3-tk
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("tel-handler", "install")
    assert done.returncode != 0
    assert "install python3-tk or zenity" in done.stderr
    assert not tel_handler.entry_file().exists()
    monkeypatch.setattr(tel_handler, "is_default", lambda: True)
    status = run("tel-handler", "status")
    assert (status.returncode, "install python3-tk or zenity" in status.stderr) == (1, True)
    (tmp_path / "zenity").touch(0o755)
    assert run("tel-handler", "status").returncode == 0


def test_uninstall_leaves_the_choices_of_other_programs(home: Path) -> None:
    """The list is a link to dotfiles, partly not in UTF-8, and another program is reading it."""
    choices, dotfile = home / ".config/mimeapps.list", home / "dotfiles/mimeapps.list"
    for folder in (choices.parent, dotfile.parent):
        folder.mkdir()
    others = b"[Default Applications]\r\ntext/html=b\xe9.desktop\nx-scheme-handler/tel=%bother.desktop;\n"
    installed = others % f"{tel_handler.ENTRY_ID};".encode()
    dotfile.write_bytes(installed)
    dotfile.chmod(0o640)
    choices.symlink_to(dotfile)
    with choices.open("rb") as reader:
        assert "was not installed" in run("tel-handler", "uninstall").stdout
        assert reader.read() == installed, "it is replaced, not written over"
    assert choices.is_symlink()
    assert dotfile.read_bytes() == others % b""
    assert dotfile.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(bool(x_display.missing()), reason="Xvfb, openbox or xdotool is not installed")
def test_the_window_begins_on_cancel_and_takes_no_key_for_its_other_button_at_once(tmp_path: Path) -> None:
    pytest.importorskip("tkinter")
    with x_display.own_display(tmp_path) as variables:
        env = {**os.environ, **variables}
        assert _answer(env, "Return") == "False"
        assert _answer(env, "Tab", "Return") == "False"  # Tab comes back to Cancel
        assert _answer(env, "Tab", "Return", guard_ms=0) == "True"


# Prints `ready` once keys reach the window: that the display gives it the focus is not enough.
ASK = """
import tkinter
from voiso_call.cli import desktop

mainloop = tkinter.Misc.mainloop

def run(window, checks=500):
    def check(left):
        if window.focus_get() or not left:
            print("ready" if window.focus_get() else "no focus", flush=True)
        else:
            window.after(20, check, left - 1)
    check(checks)
    mainloop(window)

tkinter.Tk.mainloop = run
desktop._GUARD_MS = {guard_ms}
print(desktop.confirm_call("Call +44 20 7946 0000?"))
"""


def _answer(env: dict[str, str], *keys: str, guard_ms: int = 60_000) -> str:
    """Show the question, press keys in it, and return the answer; its button to call waits for `guard_ms`."""
    script = ASK.format(guard_ms=guard_ms)
    with subprocess.Popen(
        [sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, text=True
    ) as asking:
        try:
            assert asking.stdout
            assert asking.stdout.readline().strip() == "ready"
            assert x_display.focused_window(env) == "Voiso Click-to-Call"
            x_display.Mouse(env).keys(*keys)
            return asking.communicate(timeout=20)[0].strip()
        finally:
            asking.kill()
