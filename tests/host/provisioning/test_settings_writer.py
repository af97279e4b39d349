"""Settings and key are written together or not at all, and what the agent wrote into the file is kept."""

import sys
from pathlib import Path

import pytest

from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError
from voiso_call.provisioning.settings_writer import write_settings


def test_write_settings_keeps_comments_and_other_settings(paths: AppPaths) -> None:
    paths.config.mkdir(parents=True)
    paths.config_file.write_text(
        '# ours\ncluster = "old"  # the cluster\nuser_id = 1\ncaller_ids = ["442079460000"]\n'
    )
    write_settings(paths, {"cluster": "https://new.voiso.com/stats", "user_id": 2}, "test-key-1")
    assert paths.config_file.read_text("utf-8") == (
        '# ours\ncluster = "new"  # the cluster\nuser_id = 2\ncaller_ids = ["442079460000"]\n'
    )


def test_rejected_write_settings_changes_nothing(paths: AppPaths) -> None:
    write_settings(paths, {"cluster": "c", "user_id": 1}, "test-key-1")
    before = {file: file.read_bytes() for file in paths.config.iterdir()}
    for settings, key in (
        ({"cluster": "evil.com/"}, "test-key-2"),
        ({"sandbox_url": "http://10.0.0.1"}, "test-key-2"),
        ({"cluster": "d"}, "two words"),
    ):
        with pytest.raises(CallError):
            write_settings(paths, settings, key)
    assert {file: file.read_bytes() for file in paths.config.iterdir()} == before


def test_write_settings_leaves_no_temporary_files(paths: AppPaths) -> None:
    for _ in range(2):
        write_settings(paths, {"cluster": "c", "user_id": 1}, "test-key-1")
    assert sorted(file.name for file in paths.config.iterdir()) == ["api_key", "config.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_write_settings_follows_a_link_and_keeps_it(paths: AppPaths, tmp_path: Path) -> None:
    linked = tmp_path / "dotfiles" / "voiso.toml"
    linked.parent.mkdir(mode=0o700)
    linked.write_text('cluster = "c"\nuser_id = 1\n')
    paths.config.mkdir(parents=True)
    paths.config_file.symlink_to(linked)
    write_settings(paths, {"user_id": 2}, "test-key-1")
    assert paths.config_file.is_symlink()
    assert linked.read_text() == 'cluster = "c"\nuser_id = 2\n'
    assert [file.name for file in linked.parent.iterdir()] == ["voiso.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are of POSIX")
def test_write_settings_refuses_a_link_into_a_folder_that_others_can_write(
    paths: AppPaths, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    paths.config.mkdir(parents=True)
    paths.config_file.symlink_to(shared / "voiso.toml")
    with pytest.raises(CallError, match=r"not_configured: .*shared can be written by others"):
        write_settings(paths, {"cluster": "c", "user_id": 1}, "test-key-1")
    assert list(shared.iterdir()) == []
    assert not paths.key_file.exists()
