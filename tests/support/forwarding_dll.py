"""Writes a DLL whose function is that of another DLL, for what Debian's Wine lacks of Windows.

It holds no code: a PE file of 64-bit Windows with one section, the table of exports, whose only entry is a
forwarder (see "PE Format" in Microsoft's documentation).
"""

import struct

_BASE, _SECTION, _HEADERS = 0x180000000, 0x1000, 0x200
_OPTIONAL_HEADER = 112 + 16 * 8


def forwarding_dll(name: str, function: str, target: str) -> bytes:
    """Return a DLL `name` that exports a function, which is `target`, like "advapi32.SystemFunction036"."""
    texts = [name.encode() + b"\0", function.encode() + b"\0", target.encode() + b"\0"]
    tables = _SECTION + 40  # behind the directory: addresses, names, ordinals, then the texts
    at = tables + 12
    places = []
    for text in texts:
        places.append(at)
        at += len(text)
    directory = struct.pack("<IIHHIIIIIII", 0, 0, 0, 0, places[0], 1, 1, 1, tables, tables + 4, tables + 8)
    section = directory + struct.pack("<IIHH", places[2], places[1], 0, 0) + b"".join(texts)
    size = len(section)
    section += bytes(-size % _HEADERS)
    dos = b"MZ" + bytes(58) + struct.pack("<I", 64)
    file_header = struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, _OPTIONAL_HEADER, 0x2022)
    optional = struct.pack("<HBBIIIII", 0x20B, 14, 0, 0, len(section), 0, 0, 0)
    optional += struct.pack(
        "<QIIHHHHHHIIIIHH", _BASE, 0x1000, _HEADERS, 6, 0, 0, 0, 6, 0, 0, 0x2000, _HEADERS, 0, 3, 0x100
    )
    optional += struct.pack("<QQQQII", 0x100000, 0x1000, 0x100000, 0x1000, 0, 16)
    optional += struct.pack("<II", _SECTION, size) + bytes(15 * 8)
    header = struct.pack(
        "<8sIIIIIIHHI", b".edata", size, _SECTION, len(section), _HEADERS, 0, 0, 0, 0, 0x40000040
    )
    return (dos + b"PE\0\0" + file_header + optional + header).ljust(_HEADERS, b"\0") + section
