"""Makes what an administrator puts on a web server: the signed extension, and the list of its version.

    python -m artefacts.signed_extension KEY URL ARCHIVE FOLDER

It runs in the environment of the host, whose packages can sign. See `sign_extension.py`, which starts it.
"""

import base64
import io
import json
import os
import shlex
import sys
import zipfile
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from artefacts import crx
from artefacts.archive import FIRST_ZIP_EPOCH, write_archive
from artefacts.build_error import BuildError

ROOT = Path(__file__).resolve().parents[2]
KEY_BITS = 4096
UPDATES = "updates.xml"
_ID_OF_RELEASE = "ejlmbkngdpllldjjcipiiijjjbbpcjdi"


def load_or_make_key(file: Path, bits: int = KEY_BITS) -> rsa.RSAPrivateKey:
    """Return the key of a PEM file, which is made if it is missing. Raises BuildError, OSError."""
    if file.is_dir():
        raise BuildError(f"{file} is a folder; name a file in it for the key")
    if not file.exists():
        made = rsa.generate_private_key(65537, bits)
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(pem)
        return made
    if sys.platform != "win32" and file.stat().st_mode & 0o077:
        advice = f"run: chmod 600 {shlex.quote(str(file))}"
        raise BuildError(f"{file} can be read by others, who could then sign in your name; {advice}")
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise BuildError(f"{file} is no private key without a password: {error}") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise BuildError(f"{file} is no RSA key")
    return key


def check_url(url: str) -> None:
    """Raise BuildError for an address from which a browser would not get this very extension."""
    parts = urlsplit(url)
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or parts.scheme not in (("http", "https") if is_here else ("https",)):
        raise BuildError(f"{url} is not an address that begins with https://: others could exchange updates")


def sign(archive: bytes, key: rsa.RSAPrivateKey, url: str, folder: Path) -> list[Path]:
    """Write the signed extension, its update manifest and a policy that installs it; return the files.

    They are to be put at `url`, an address that ends with a slash.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        contents = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(contents["manifest.json"])
    manifest["key"] = base64.b64encode(crx.public_key(key)).decode()
    manifest["update_url"] = url + UPDATES  # where browsers look for newer versions
    contents["manifest.json"] = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
    version, extension_id = manifest["version"], crx.extension_id(key)
    package = folder / f"voiso-click-to-call-{version}.crx"
    write_archive(package, contents, FIRST_ZIP_EPOCH)
    package.write_bytes(crx.signed(package.read_bytes(), key))
    updates = folder / UPDATES
    updates.write_text(
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<gupdate xmlns='http://www.google.com/update2/response' protocol='2.0'>\n"
        f"  <app appid='{extension_id}'>\n"
        f"    <updatecheck codebase={quoteattr(url + package.name)} version={quoteattr(version)} />\n"
        "  </app>\n"
        "</gupdate>\n",
        "utf-8",
    )
    policy = folder / "policy-chromium.json"
    example = (ROOT / "installers/policies/chromium.json").read_text("utf-8")
    content = json.loads(example.replace(_ID_OF_RELEASE, extension_id))
    content["ExtensionSettings"][extension_id]["update_url"] = url + UPDATES
    policy.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    return [package, updates, policy]


def main() -> int:
    """Sign; print the ID and the files."""
    key_file, url, archive, folder = sys.argv[1:]
    try:
        check_url(url)
        key = load_or_make_key(Path(key_file))
        files = sign(Path(archive).read_bytes(), key, url.rstrip("/") + "/", Path(folder))
    except (BuildError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The ID of the extension is {crx.extension_id(key)}.")
    for file in files:
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
