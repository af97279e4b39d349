"""The extension that an administrator signs: its key, its ID everywhere the same, the list of its version.

That Chromium accepts signature and list is tested in test_roll_out.py.
"""

import base64
import contextlib
import hashlib
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from artefacts.build_error import BuildError
from artefacts.crx import extension_id
from artefacts.debian_registration import registration
from artefacts.signed_extension import ROOT, check_url, load_or_make_key, sign

URL = "https://extensions.example.com/a&b/"


def test_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    made = load_or_make_key(file, 2048)
    assert file.stat().st_mode & 0o777 == 0o600
    assert extension_id(load_or_make_key(file)) == extension_id(made)


def test_what_is_no_rsa_key_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("no key")
    file.chmod(0o600)
    with pytest.raises(BuildError, match="no private key"):
        load_or_make_key(file)
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(pem)
    with pytest.raises(BuildError, match="no RSA key"):
        load_or_make_key(file)


def test_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    load_or_make_key(file, 2048)
    file.chmod(0o644)
    with pytest.raises(BuildError, match=r"can be read by others.*chmod 600"):
        load_or_make_key(file)


def test_folder_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="is a folder"):
        load_or_make_key(tmp_path)


@pytest.mark.parametrize(
    ("url", "is_accepted"),
    [
        (URL, True),
        ("http://127.0.0.1:8000/", True),
        ("http://extensions.example.com/", False),
        ("extensions.example.com", False),
        ("ftp://localhost/", False),
    ],
)
def test_updates_come_from_an_address_that_nobody_else_answers(url: str, is_accepted: bool) -> None:
    with contextlib.nullcontext() if is_accepted else pytest.raises(BuildError, match="https://"):
        check_url(url)


def test_git_ignores_keys() -> None:
    assert "*.pem" in (ROOT / ".gitignore").read_text().split()


def test_the_id_is_the_same_in_all_files(tmp_path: Path) -> None:
    key = load_or_make_key(tmp_path / "key.pem", 2048)
    archive = tmp_path / "extension.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("manifest.json", json.dumps({"version": "1.2.3", "key": "of the release"}))
        opened.writestr("background.js", "1")
    package, updates, policy = sign(archive.read_bytes(), key, URL, tmp_path)
    with zipfile.ZipFile(package) as opened:
        manifest = json.loads(opened.read("manifest.json"))
        assert opened.read("background.js") == b"1"
    digest = hashlib.sha256(base64.b64decode(manifest["key"])).hexdigest()[:32]
    own_id = "".join(chr(ord("a") + int(digit, 16)) for digit in digest)
    assert own_id == extension_id(key)
    assert manifest["update_url"] == f"{URL}updates.xml"
    [[app]] = [[*ElementTree.parse(updates).getroot()]]  # noqa: S314 - written by the line above
    [check] = app
    assert (app.get("appid"), check.get("version")) == (own_id, "1.2.3")
    assert check.get("codebase") == f"{URL}voiso-click-to-call-1.2.3.crx"
    content = json.loads(policy.read_text())
    assert content["ExtensionSettings"][own_id]["update_url"] == f"{URL}updates.xml"
    assert [*content["3rdparty"]["extensions"]] == [own_id]


def test_a_debian_package_allows_the_id_that_it_was_built_for() -> None:
    own = "p" * 32
    files = registration("/usr/lib/x", "lib", ["3.11"], [own])
    assert json.loads(files["/usr/lib/x/extensions.json"]) == {"chromium": [own]}
    for name, content in files.items():
        if "native-messaging-hosts" in name:
            assert (own in content) == ("mozilla" not in name and "librewolf" not in name), name
    assert "/usr/lib/x/extensions.json" not in registration("/usr/lib/x", "lib", ["3.11"])
