"""Writes the description of the MSI, from which `wixl` makes it: files, keys of the registry, upgrades.

The same files get the same IDs in every build, as Windows counts the programs that share a component by its
ID: each folder is one component, named by its path and the names of its files.
"""

import uuid
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from voiso_call.install.registration_table import HOST_NAME, Shape
from windows.folder import MANIFESTS

NAME = "Voiso Click-to-Call"
# It stands for this product in all its versions, and must never change.
UPGRADE_CODE = uuid.UUID("7c6b6f0e-5a3b-5c0e-9d2f-2f3f7a0c7e11")
KEYS: dict[str, Shape] = {
    r"SOFTWARE\Google\Chrome": "chromium",
    r"SOFTWARE\Chromium": "chromium",
    r"SOFTWARE\Microsoft\Edge": "chromium",
    r"SOFTWARE\BraveSoftware\Brave-Browser": "chromium",
    r"SOFTWARE\Mozilla": "gecko",
}
_NAMESPACE = "http://schemas.microsoft.com/wix/2006/wi"


def wix_source(folder: Path, version: str, package_id: uuid.UUID) -> bytes:
    """Return the description of an MSI that installs a folder, in XML; it belongs beside that folder.

    `package_id` is the ID of this MSI.
    """
    root = Element("Wix", xmlns=_NAMESPACE)
    product = SubElement(
        root,
        "Product",
        Name=NAME,
        Manufacturer="Voiso Click-to-Call",
        Id=_guid(f"version {version}"),
        UpgradeCode=str(UPGRADE_CODE),
        Version=version,
        Language="1033",
        Codepage="1252",
    )
    SubElement(
        product,
        "Package",
        Id=str(package_id),
        Description=f"{NAME} {version}",
        Compressed="yes",
        InstallScope="perMachine",
        InstallerVersion="500",
        Languages="1033",
    )
    SubElement(
        product, "MajorUpgrade", DowngradeErrorMessage=f"A newer version of {NAME} is installed already."
    )
    SubElement(product, "Media", Id="1", Cabinet="files.cab", EmbedCab="yes")
    SubElement(product, "Property", Id="ARPNOMODIFY", Value="1")
    target = SubElement(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = SubElement(target, "Directory", Id="ProgramFiles64Folder")
    top = SubElement(programs, "Directory", Id="INSTALLDIR", Name="voiso-call")
    components = [*_add_folder(top, folder, folder), _add_keys(top)]
    feature = SubElement(product, "Feature", Id="Complete", Level="1", Title=NAME)
    for component in components:
        SubElement(feature, "ComponentRef", Id=component)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True))


def _add_folder(element: Element, folder: Path, top: Path) -> Iterator[str]:
    """Add the files of a folder and those below it; yield the IDs of the components."""
    place = folder.relative_to(top).as_posix()
    entries = sorted(folder.iterdir())
    files = [entry for entry in entries if entry.is_file()]
    if files:
        identity = "\n".join([place, *(file.name for file in files)])
        component = _component(element, f"folder {identity}")
        for file in files:
            name = f"file {place}/{file.name}"
            is_key = "yes" if file is files[0] else "no"
            SubElement(
                component,
                "File",
                Id=_id(name),
                Name=file.name,
                Source=f"{top.name}/{place}/{file.name}",
                KeyPath=is_key,
            )
        yield component.attrib["Id"]
    for entry in entries:
        if entry.is_dir():
            inner = SubElement(element, "Directory", Id=_id(f"folder {place}/{entry.name}"), Name=entry.name)
            yield from _add_folder(inner, entry, top)


def _add_keys(element: Element) -> str:
    component = _component(element, "registry")
    for number, (key, shape) in enumerate(KEYS.items()):
        registry_key = SubElement(
            component, "RegistryKey", Root="HKLM", Key=rf"{key}\NativeMessagingHosts\{HOST_NAME}"
        )
        value = f"[INSTALLDIR]{MANIFESTS[shape]}"
        is_key = "no" if number else "yes"
        SubElement(registry_key, "RegistryValue", Type="string", Value=value, KeyPath=is_key)
    return component.attrib["Id"]


def _component(element: Element, name: str) -> Element:
    return SubElement(element, "Component", Id=_id(name), Guid=_guid(name), Win64="yes")


def _guid(name: str) -> str:
    return str(uuid.uuid5(UPGRADE_CODE, name)).upper()


def _id(name: str) -> str:
    return f"i{uuid.uuid5(UPGRADE_CODE, name).hex}"
