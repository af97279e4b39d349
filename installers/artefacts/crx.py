"""Packs and signs an extension for Chromium's family, in the format CRX3.

The format is that of `crx3.proto` in Chromium: before a zip file a header with the public key and the
signature, in the encoding of Protocol Buffers. The ID of an extension is made of the key that signs it.
"""

import hashlib
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_MAGIC, _VERSION = b"Cr24", 3
_CONTEXT = b"CRX3 SignedData\0"
_LENGTH_DELIMITED = 2  # the kind of all fields here: a length, then so many bytes
_PUBLIC_KEY, _SIGNATURE = 1, 2  # fields of a proof
_CRX_ID = 1  # the field of the signed data
_SHA256_WITH_RSA, _SIGNED_HEADER_DATA = 2, 10000  # fields of the header
_ID_BYTES = 16


def public_key(key: rsa.RSAPrivateKey) -> bytes:
    """Return the public key as it is in a CRX and, in base64, in a manifest."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, form)


def extension_id(key: rsa.RSAPrivateKey) -> str:
    """Return the ID that browsers give to an extension with this key: a hash with a to p as its digits."""
    digest = _crx_id(key).hex()
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digest)


def signed(archive: bytes, key: rsa.RSAPrivateKey) -> bytes:
    """Return a zip file of an extension as a signed CRX."""
    data = _field(_CRX_ID, _crx_id(key))
    message = _CONTEXT + struct.pack("<I", len(data)) + data + archive
    signature = key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    proof = _field(_PUBLIC_KEY, public_key(key)) + _field(_SIGNATURE, signature)
    header = _field(_SHA256_WITH_RSA, proof) + _field(_SIGNED_HEADER_DATA, data)
    return _MAGIC + struct.pack("<II", _VERSION, len(header)) + header + archive


def _crx_id(key: rsa.RSAPrivateKey) -> bytes:
    return hashlib.sha256(public_key(key)).digest()[:_ID_BYTES]


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _LENGTH_DELIMITED) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """Write a number in groups of seven bits, the lowest first; all but the last have the highest bit set."""
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)
