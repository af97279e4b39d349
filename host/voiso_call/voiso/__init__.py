"""The client of Voiso's HTTP API.

Importing this package imports aiohttp, which makes two TLS contexts and loads the system's certificates into
both. They are not used, because every request has the context of `tls.py`, so they are left empty. This saves
a sixth of the time that a new host needs for its first call.
"""

import importlib
import os
import sys

_CERTIFICATE_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")  # see SSL_CTX_set_default_verify_paths(3)

if "aiohttp" not in sys.modules:
    _saved = {name: os.environ.get(name) for name in _CERTIFICATE_VARIABLES}
    try:
        os.environ.update(dict.fromkeys(_CERTIFICATE_VARIABLES, os.devnull))
        importlib.import_module("aiohttp")
    finally:
        for _name, _value in _saved.items():
            if _value is None:
                del os.environ[_name]
            else:
                os.environ[_name] = _value
