"""Writes a zip file whose bytes depend on its contents alone: sorted names, one time, one mode."""

import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

FIRST_ZIP_EPOCH = 315532800  # 1 January 1980: zip files know no earlier time
_FILE_MODE = 0o100644  # a regular file that its owner can write
_UNIX = 3


def write_archive(file: Path, contents: Mapping[str, bytes], epoch: int) -> None:
    """Write a zip file; the keys are the names in it."""
    moment = time.gmtime(max(epoch, FIRST_ZIP_EPOCH))[:6]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(contents):
            info = zipfile.ZipInfo(name, moment)
            info.external_attr = _FILE_MODE << 16
            info.create_system = _UNIX  # Python would write the system that it runs on
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, contents[name], compresslevel=9)
