"""The rules of this house: arrows point down, files stay small, and what README says is so."""

import ast
import graphlib
import json
import re
import subprocess
from pathlib import Path

import pytest

import voiso_call
from voiso_call.sandbox.scenarios import SCENARIOS

ROOT = Path(__file__).resolve().parents[1]
HOST = ROOT / "host/voiso_call"
SOURCE = ROOT / "extension/src"
README = (ROOT / "README.md").read_text("utf-8")
MAX_FILE_LINES = 400  # 300 is the aim: a longer file often holds two ideas

# Each package imports only from packages below its own; `sandbox` stands beside them.
HOST_FLOORS = [
    "__main__",
    "cli",
    "install",
    "native_host",
    "calling",
    "provisioning",
    "voiso",
    "store",
    "policy",
    "credentials",
    "config",
    "diagnostics",
    "protocol",
    "system",
    "errors",
]


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def host_modules() -> dict[str, Path]:
    def name(file: Path) -> str:
        parts = file.relative_to(HOST).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    return {name(file): file for file in tracked("host/**.py")}


def host_imports(file: Path) -> set[str]:
    """Every module of the package that a file imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        found |= {
            each.removeprefix("voiso_call").removeprefix(".")
            for each in names
            if each.startswith("voiso_call")
        }
    return found & (host_modules().keys() - {""})


def test_arrows_in_the_host_point_down() -> None:
    floor = {package: height for height, package in enumerate(reversed(HOST_FLOORS))}
    packages = {module.split(".")[0] for module in host_modules()} - {"", "sandbox"}
    assert floor.keys() == packages, "a package without a floor, or a floor without a package"
    upward = [
        f"{module} -> {imported}"
        for module, file in host_modules().items()
        for imported in host_imports(file)
        if (above := module.split(".")[0]) != (below := imported.split(".")[0])
        and floor.get(below, -1) >= floor.get(above, 99)
    ]
    assert upward == []


def test_the_first_word_imports_nothing_that_has_to_be_loaded() -> None:
    for module in ("native_host/main", "protocol/handshake", "native_host/launching_extension"):
        loaded = {"os", "sys", "io", "msvcrt", "voiso_call", "voiso_call.protocol", "voiso_call.native_host"}
        loaded |= {"voiso_call.native_host.server"}  # after the reply
        tree = ast.parse((HOST / f"{module}.py").read_text("utf-8"))
        imported = {
            name
            for node in ast.walk(tree)
            for name in (
                [each.name for each in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert imported <= loaded


def support_imports(file: Path, modules: dict[str, Path]) -> set[str]:
    """Return every module of `modules` that a file imports, under TYPE_CHECKING and inside functions too."""
    imported: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            imported |= names & modules.keys() or {node.module}
    return imported & modules.keys()


def test_test_support_and_installers_have_no_import_cycle() -> None:
    def name(file: Path) -> str:
        top = ROOT / ("tests" if file.is_relative_to(ROOT / "tests") else "installers")
        return ".".join(file.relative_to(top).with_suffix("").parts).removesuffix(".__init__")

    modules = {name(file): file for file in tracked("tests/support/**.py", "installers/**.py")}
    assert {"support.browser.chromium", "try_steps"} <= modules.keys()
    graph = {module: support_imports(file, modules) for module, file in modules.items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_test_modules_import_no_other_test_module() -> None:
    """Helpers that several tests use are in tests/support."""
    files = tracked("tests/**.py")
    shared = {file.stem for file in files if file.name.startswith("test_")} | {"conftest", "screenshots"}
    imported = [
        f"{file.relative_to(ROOT)} imports {node.module}"
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.level or not shared.isdisjoint((node.module or "").split(".")))
    ]
    assert imported == []


ENTRIES = {"content.ts", "background.ts", "popup.ts"}  # they wire, and nobody imports them
FOLDERS = {"content", "background", "popup"}  # what each entry wires; none of them knows another


def extension_imports(file: Path) -> list[Path]:
    text = file.read_text("utf-8")
    return [(file.parent / name).resolve() for name in re.findall(r"from '(\.[^']+\.ts)'", text)]


def test_arrows_in_the_extension_point_down() -> None:
    def floor(file: Path) -> str:
        """entry, the folder's name, or "" for what all of them share."""
        if file.name in ENTRIES and file.parent == SOURCE:
            return "entry"
        return file.relative_to(SOURCE).parts[0] if file.parent != SOURCE else ""

    shared = {"", "finder"}  # the finder is pure: it imports nothing but itself
    allowed = {"entry": {*FOLDERS, *shared}, "": {""}, "finder": {"finder"}}
    allowed |= {folder: {folder, *shared} for folder in FOLDERS}
    upward = [
        f"{file.relative_to(SOURCE)} -> {imported.relative_to(SOURCE)}"
        for file in tracked("extension/src/**.ts")
        for imported in extension_imports(file)
        if floor(imported) not in allowed[floor(file)]
    ]
    assert upward == []


def test_no_circle_of_imports_in_the_extension() -> None:
    graph = {file: extension_imports(file) for file in tracked("extension/src/**.ts")}
    done: set[Path] = set()

    def visit(file: Path, above: tuple[Path, ...]) -> None:
        assert file not in above, " -> ".join(each.name for each in (*above, file))
        if file not in done:
            for imported in graph.get(file, []):
                visit(imported, (*above, file))
            done.add(file)

    for file in graph:
        visit(file, ())


CODE = ("*.py", "*.ts", "*.mjs", "*.js", "*.css", "*.html")


@pytest.mark.parametrize("file", tracked(*CODE), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_is_short_and_says_in_its_first_line_what_it_is(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    assert len(lines) <= MAX_FILE_LINES
    first = next(line for line in lines if not line.startswith(("<!doctype", "#!")))
    assert first.startswith(('"""', "// ", "/* ", "/** ", "<!-- ")), first


def test_one_version_everywhere() -> None:
    manifest = json.loads((ROOT / "extension/manifest.json").read_text("utf-8"))
    changelog = re.search(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert changelog is not None
    assert {voiso_call.__version__, manifest["version"], changelog[1]} == {voiso_call.__version__}


def test_every_permission_has_its_reason_in_readme() -> None:
    manifest = json.loads((ROOT / "extension/manifest.json").read_text("utf-8"))
    section = README.split("## Permissions")[1].split("\n## ")[0]
    reasons = dict(re.findall(r"^\| `(\w+)` \| (.{20,}) \|$", section, re.MULTILINE))
    assert reasons.keys() == set(manifest["permissions"])
    assert not {"host_permissions", "optional_permissions", "externally_connectable"} & manifest.keys()
    # What the gate loads, by an address that no page can know.
    assert manifest["web_accessible_resources"] == [
        {"resources": ["content-main.js"], "matches": ["<all_urls>"], "use_dynamic_url": True}
    ]
    data = manifest["browser_specific_settings"]["gecko"]["data_collection_permissions"]
    assert all(f"`{kind}`" in section for kind in data["required"])


def test_every_locale_has_every_sentence() -> None:
    folders = sorted((ROOT / "extension/_locales").iterdir())
    sentences = {folder.name: json.loads((folder / "messages.json").read_text("utf-8")) for folder in folders}
    for language, messages in sentences.items():
        assert messages.keys() == sentences["en"].keys(), language
        for key, message in messages.items():
            placeholders = sentences["en"][key].get("placeholders", {}).keys()
            assert message["message"].strip(), f"{language}: {key}"
            assert message.get("placeholders", {}).keys() == placeholders, f"{language}: {key}"


def test_readmes_map_is_the_disk() -> None:
    section = README.split("## Where everything is")[1].split("```")[1]
    for folder, depth in (("host/voiso_call", 2), ("extension/src", 2), ("installers", 1)):
        part = section.split(folder.split("/")[-1] if folder != "installers" else "\ninstallers/", 1)[1]
        near = [file for file in tracked(folder) if len(file.relative_to(ROOT / folder).parts) <= depth]
        missing = [
            str(file.relative_to(ROOT))
            for file in near
            if file.name not in ("__init__.py", "py.typed")
            and not re.search(rf"(?<![\w.-]){re.escape(file.stem)}\b", part)
        ]
        assert missing == [], f"README's map does not name these files of {folder}"
    files = tracked(".")
    there = {file.name for file in files} | {part for file in files for part in file.relative_to(ROOT).parts}
    named = re.findall(r"(?<![\w/])([\w-]+\.(?:py|mjs|json|ts|css|html)|[\w-]+(?=/))", section)
    assert len(named) > 50
    assert [name for name in named if name not in there | {"dist"}] == [], "dist/ is built"


def test_readmes_table_of_numbers_is_the_sandboxs() -> None:
    rows = re.findall(r"^\| `(\+1701555\d{4})` \| (.+) \|$", README, re.MULTILINE)
    assert dict(rows) == {number: behaviour.description for number, behaviour in SCENARIOS.items()}


def test_every_link_and_picture_in_readme_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_guarantee_names_a_test_that_exists() -> None:
    rows = [line for line in (ROOT / "SECURITY.md").read_text("utf-8").splitlines() if line[:2] == "| "]
    numbers = [number for number in (row.split("|")[1].strip() for row in rows) if number]
    assert numbers == [str(number) for number in range(1, 15)]
    there = {
        f"{file.name}::{name}"
        for file in tracked("tests/**.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }
    for row in rows[1:]:
        named = re.findall(r"`(test_\w+\.py::test_\w+)`", row)
        assert named, row
        assert [name for name in named if name not in there] == []


def test_the_tree_holds_no_path_of_one_machine_and_no_real_key() -> None:
    wrong = re.compile(r"/(?:root|home|Users)/\w|Bearer [0-9a-f]{32}|\b[0-9a-f]{48}\b")
    for file in tracked(*CODE, "*.md", "*.toml", "*.json", ".ci/run"):
        if file.name not in ("package-lock.json", "test_architecture.py"):
            assert not wrong.search(file.read_text("utf-8")), file
