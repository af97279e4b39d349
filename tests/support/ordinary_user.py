"""Lets tests that run as root act as another user, whom modes and owners of files keep out."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

USER_ID = 12345


@contextlib.contextmanager
def home_of_a_user() -> Iterator[Path]:
    """Make a home that the user can reach, which a test's own temporary folder is not."""
    home = Path(tempfile.mkdtemp())
    try:
        if os.geteuid() == 0:
            os.chown(home, USER_ID, -1)
        yield home
    finally:
        for folder in (home, *home.rglob("*")):
            if folder.is_dir() and not folder.is_symlink():
                folder.chmod(0o700)
        shutil.rmtree(home)


@contextlib.contextmanager
def acting_as_user() -> Iterator[None]:
    """Act as the user while the block runs; without root, as the one who runs the tests."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(USER_ID)
    try:
        yield
    finally:
        os.seteuid(0)
