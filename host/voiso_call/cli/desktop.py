"""What somebody sees who has no terminal: a question in a window, and notifications of the desktop."""

import shutil
import subprocess

_TITLE = "Voiso Click-to-Call"
_GUARD_MS = 1000  # keys and clicks right after the window came were perhaps meant for another one
_NOTIFY_TIMEOUT_S = 10
WHAT_TO_INSTALL = "install python3-tk or zenity"


class NoDesktopError(Exception):
    """There is no program that can ask."""


def has_program() -> bool:
    """Return whether a program that can ask is installed; it may still lack a display."""
    try:
        import tkinter  # noqa: F401 - only whether it is there
    except ImportError:
        return shutil.which("zenity") is not None
    return True


def confirm_call(question: str) -> bool:
    """Ask in a window whether to call; closing it means no. Raises NoDesktopError."""
    answer = _ask_with_tkinter(question)
    if answer is None:
        answer = _ask_with_zenity(question)
    if answer is None:
        raise NoDesktopError(f"no window can be shown: {WHAT_TO_INSTALL}")
    return answer


def notify(title: str, text: str) -> None:
    """Show a notification, if the desktop has a program for that."""
    program = shutil.which("notify-send")
    if program is None:
        return
    command = [program, "--app-name", _TITLE, "--", title, text]
    try:
        subprocess.run(  # noqa: S603 - no shell reads the words
            command, check=False, timeout=_NOTIFY_TIMEOUT_S, capture_output=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return


def _ask_with_tkinter(question: str) -> bool | None:
    """Ask in a window of our own, whose button counts only after a moment; None without Tk or a display."""
    try:
        import tkinter
    except ImportError:
        return None
    try:
        window = tkinter.Tk()
    except tkinter.TclError:
        return None
    answers: list[bool] = []

    def answer(is_yes: bool) -> None:
        answers.append(is_yes)
        window.destroy()

    window.title(_TITLE)
    window.resizable(False, False)
    tkinter.Label(window, text=question, justify="left", wraplength=420, padx=24, pady=18).pack()
    buttons = tkinter.Frame(window, padx=24, pady=14)
    buttons.pack(anchor="e")
    cancel = tkinter.Button(buttons, text="Cancel", command=lambda: answer(False), width=9)
    cancel.pack(side="left", padx=6)
    call = tkinter.Button(buttons, text="Call", command=lambda: answer(True), width=9, state="disabled")
    call.pack(side="left")
    for button in (cancel, call):
        button.bind("<Return>", lambda event: event.widget.invoke())
    window.bind("<Escape>", lambda _event: answer(False))
    window.protocol("WM_DELETE_WINDOW", lambda: answer(False))
    window.after(_GUARD_MS, lambda: call.configure(state="normal"))
    cancel.focus_set()
    window.mainloop()
    return bool(answers and answers[0])


def _ask_with_zenity(question: str) -> bool | None:
    """Ask with zenity, which begins on Cancel; None without it, or if it cannot show a window."""
    program = shutil.which("zenity")
    if program is None:
        return None
    labels = ["--ok-label", "Call", "--cancel-label", "Cancel"]
    command = [program, "--question", "--default-cancel", "--no-markup", *labels, "--title", _TITLE]
    done = subprocess.run(  # noqa: S603 - no shell reads the words
        [*command, "--text", question], check=False, capture_output=True
    )
    return {0: True, 1: False}.get(done.returncode)
