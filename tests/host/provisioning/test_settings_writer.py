"""Settings and key are written together or not at all, and what the agent wrote into the file is kept."""

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
