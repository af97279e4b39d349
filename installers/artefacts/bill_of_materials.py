"""Writes the software bill of materials, in the CycloneDX format: what is in the host and the extension.

The host's packages are those of its lock file. In the extension are the packages of package-lock.json that
are not for development only: the build refuses to bundle any other.
"""

import base64
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from artefacts.checksums import sha256
from artefacts.locked_packages import ROOT, LockedPackage, direct_names

SPEC_VERSION = "1.6"
Component = dict[str, Any]
METADATA_PACKAGE = "phonenumbers"  # the extension's number plans are generated from it


def write_bill(
    file: Path,
    version: str,
    epoch: int,
    packages: Mapping[str, LockedPackage],
    requirements: Sequence[str],
    files: Sequence[Path],
) -> None:
    """Write the bill of a release.

    `packages` are those of the host, `requirements` what it imports directly, `files` what is distributed.
    """
    node_packages = bundled_node_packages()
    host = {"type": "application", "bom-ref": "host", "name": "voiso-call", "version": version}
    extension = host | {"bom-ref": "extension", "name": "voiso-click-to-call"}
    python = {name: _python_component(package) for name, package in packages.items()}
    refs = {name: component["bom-ref"] for name, component in python.items()}
    edges = {
        refs[name]: [refs[other] for other, it in packages.items() if name in it.dependents] for name in refs
    }
    direct = sorted(refs[name] for name in direct_names([*requirements]))
    node = [_node_component(name, content) for name, content in node_packages.items()]
    edges |= {component["bom-ref"]: [] for component in node}
    edges["host"] = direct
    edges["extension"] = [refs[METADATA_PACKAGE], *(component["bom-ref"] for component in node)]
    edges["release"] = ["host", "extension"]
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": SPEC_VERSION,
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)),
            "component": {
                "type": "application",
                "bom-ref": "release",
                "name": "Voiso Click-to-Call",
                "version": version,
                "licenses": [{"license": {"id": "MIT"}}],
            },
        },
        "components": [host, extension, *python.values(), *node, *map(_file_component, files)],
        "dependencies": [{"ref": ref, "dependsOn": sorted(others)} for ref, others in sorted(edges.items())],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(bill, sort_keys=True))  # the same for the same release
    bill = {**bill, "serialNumber": f"urn:uuid:{serial}"}
    file.write_text(json.dumps(bill, indent=2) + "\n", "utf-8", newline="\n")


def bundled_node_packages() -> dict[str, dict[str, Any]]:
    """Return the locked Node packages that the extension may contain, by their names."""
    lock = json.loads((ROOT / "extension" / "package-lock.json").read_text("utf-8"))["packages"]
    return {
        path.rpartition("node_modules/")[2]: package
        for path, package in lock.items()
        if path and not package.get("dev")
    }


def _python_component(package: LockedPackage) -> Component:
    reference = f"pkg:pypi/{package.name}@{package.version}"
    component: Component = {
        "type": "library",
        "bom-ref": reference,
        "name": package.name,
        "version": package.version,
        "purl": reference,
    }
    if package.marker:
        component["scope"] = "optional"
        component["properties"] = [{"name": "voiso:only-if", "value": package.marker}]
    return component


def _node_component(name: str, package: Mapping[str, Any]) -> Component:
    reference = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
    digest = base64.b64decode(package["integrity"].removeprefix("sha512-")).hex()
    return {
        "type": "library",
        "bom-ref": reference,
        "name": name,
        "version": package["version"],
        "purl": reference,
        "hashes": [{"alg": "SHA-512", "content": digest}],
    }


def _file_component(file: Path) -> Component:
    return {
        "type": "file",
        "name": file.name,
        "hashes": [{"alg": "SHA-256", "content": sha256(file)}],
    }
