"""By what the program was installed: one word in a file beside it, and nothing else of it."""

from pathlib import Path

import pytest

import voiso_call
from voiso_call.install import update_advice
from voiso_call.system.installed_by import installed_by


@pytest.mark.parametrize(
    ("content", "name", "advice"),
    [
        (b"pip\n", "pip", "with pip, then run: voiso-call install"),
        (b"uv", "pip", "with pip"),
        (b"deb\n", "deb", "Debian package"),
        (b"msi\r\n", "msi", "Windows package"),
        (b"script\n", "script", "installer"),
        (b'"}, "x": {"', "", "Install the current version of Click-to-Call"),
        (b"pip" * 1000, "", "Install the current version of Click-to-Call"),
        (None, "", "Install the current version of Click-to-Call"),
    ],
)
def test_installer_is_known_by_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, name: str, advice: str
) -> None:
    monkeypatch.setattr(voiso_call, "__file__", str(tmp_path / "voiso_call/__init__.py"))
    folder = tmp_path / f"voiso_call-{voiso_call.__version__}.dist-info"
    folder.mkdir()
    if content is not None:
        (folder / "INSTALLER").write_bytes(content)
    assert installed_by() == name
    assert advice in update_advice.update_program()
