"""A copy of this system in which packages are installed and removed, and which no other process sees.

It is a mount namespace in which the system's folders are overlays: what is written to them is in memory, and
gone with the namespace. It shows file by file what has changed.
"""

import filecmp
import os
import shlex
import shutil
import stat
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

FOLDERS = ("etc", "opt", "usr", "var")  # into which packages and administrators write


class CleanRoot:
    """The namespace; `folder` is a folder of the test, which is the same in it."""

    def __init__(self, holder: "subprocess.Popen[str]", folder: Path):
        self.enter = ["nsenter", "--mount", "--target", str(holder.pid), "--"]
        self.folder = folder
        self.layers = Path(f"/proc/{holder.pid}/root{folder}/layers")

    def run(self, *command: str | Path, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run a program in it, and return its output."""
        done = subprocess.run(
            [*self.enter, *command], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        assert not check or done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done

    def program(self, binary: str) -> str:
        """Write a program that starts another one in it; return its path."""
        script = self.folder / f"clean-{Path(binary).name}"
        script.write_text(f'#!/bin/sh\nexec {shlex.join([*self.enter, binary])} "$@"\n', "utf-8")
        script.chmod(0o700)
        return str(script)

    def path(self, name: str) -> Path:
        """Return where this process finds a file that was written in it."""
        folder, _, rest = name.strip("/").partition("/")
        return self.layers / folder / "upper" / rest

    def changes(self) -> dict[str, str]:
        """Return each file and folder that is not as it is outside, and how: new, changed or deleted."""
        return {
            name: kind
            for folder in FOLDERS
            for name, kind in _changes(self.layers / folder / "upper", Path("/", folder))
        }


@contextmanager
def clean_root(folder: Path) -> Iterator[CleanRoot]:
    """Make one; skip the test where this system allows none."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("nsenter"):
        pytest.skip("no clean root: that needs Linux, root, and nsenter")
    layers = folder / "layers"
    layers.mkdir()
    steps = [f"mount -t tmpfs none {layers}"]
    for name in FOLDERS:
        own = layers / name
        options = f"lowerdir=/{name},upperdir={own}/upper,workdir={own}/work"
        steps.append(f"mkdir -p {own}/upper {own}/work && mount -t overlay overlay -o {options} /{name}")
    command = ["unshare", "--mount", "sh", "-c", " && ".join([*steps, "echo ready", "exec cat"])]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stderr
        try:
            if holder.stdout.readline() != "ready\n":
                pytest.skip(f"no clean root: this system allows no overlays: {holder.stderr.read().strip()}")
            yield CleanRoot(holder, folder)
        finally:
            holder.kill()


def _changes(upper: Path, lower: Path) -> Iterator[tuple[str, str]]:
    for path in _tree(upper):
        original = lower / path.relative_to(upper)
        state = path.lstat()
        if stat.S_ISCHR(state.st_mode) and state.st_rdev == 0:  # how an overlay notes what is deleted
            if os.path.lexists(original):
                yield str(original), "deleted"
        elif not os.path.lexists(original):
            yield str(original), "new"
        elif not _is_same(path, original):
            yield str(original), "changed"


def _tree(folder: Path) -> Sequence[Path]:
    return sorted(folder.rglob("*"))


def _is_same(path: Path, original: Path) -> bool:
    one, other = path.lstat(), original.lstat()
    if (one.st_mode, one.st_uid, one.st_gid) != (other.st_mode, other.st_uid, other.st_gid):
        return False
    if stat.S_ISLNK(one.st_mode):
        return path.readlink() == original.readlink()
    return not stat.S_ISREG(one.st_mode) or filecmp.cmp(path, original, shallow=False)
