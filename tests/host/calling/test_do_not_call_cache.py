"""The cache of the do-not-call list: one that others could have written hides no number of the list."""

import asyncio
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.messages import CheckNumber, NumberChecked

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows protects files by access lists")
CHECK = CheckNumber(type="check_number", number="+14155550100")


@pytest.fixture
def forged(set_up: Callable[..., AppPaths], paths: AppPaths, tmp_path: Path) -> Path:
    """A cache without numbers that fits a list with a number; the cache's path."""
    listed = tmp_path / "list.csv"
    listed.write_text("+14155550100\n")
    listed.chmod(0o644)  # whatever the umask is
    set_up("http://127.0.0.1:9")
    with paths.config_file.open("a") as file:
        file.write(f"[policy]\ndo_not_call = '{listed}'\n")
    return paths.do_not_call_cache


def reasons(paths: AppPaths) -> list[str]:
    """Return why a new host would not call the number."""

    async def check() -> list[str]:
        dispatcher = RequestDispatcher(paths)
        try:
            reply = await dispatcher.handle(CHECK)
        finally:
            await dispatcher.close()
        assert isinstance(reply, NumberChecked)
        return [*reply.reasons]

    return asyncio.run(check())


def forge(paths: AppPaths, cache: Path) -> None:
    """Replace the numbers in a cache by none, with the checksum of none."""
    assert reasons(paths) == ["do_not_call"]
    cache.write_bytes(cache.read_bytes()[:32] + hashlib.sha256(b"").digest())
    assert reasons(paths) == [], "a cache of ours is believed"


@pytest.mark.parametrize("how", ["writable by all", "of another user", "a link"])
def test_cache_that_others_could_have_written_is_made_again(
    paths: AppPaths, forged: Path, tmp_path: Path, how: str
) -> None:
    forge(paths, forged)
    try:
        if how == "writable by all":
            forged.chmod(0o666)
        elif how == "of another user":
            os.chown(forged, 12345, -1)
        else:
            forged.symlink_to(forged.rename(tmp_path / "elsewhere"))
    except PermissionError:
        pytest.skip("only root can make this")
    assert reasons(paths) == ["do_not_call"]
    assert (forged.stat().st_mode & 0o777, forged.stat().st_uid) == (0o600, os.geteuid())


def test_folder_of_the_cache_that_others_can_write_blocks_all_calls(
    paths: AppPaths, forged: Path, tmp_path: Path
) -> None:
    elsewhere = AppPaths(paths.config, tmp_path / "state", paths.data, paths.logs)
    assert reasons(elsewhere) == ["do_not_call"]
    elsewhere.state.chmod(0o777)
    refusal = f"cached safely: .*run: chmod go-w {elsewhere.state}"  # the journal's refusal is another one
    with pytest.raises(CallError, match=refusal) as raised:
        reasons(elsewhere)
    assert raised.value.code is ErrorCode.NOT_CONFIGURED
