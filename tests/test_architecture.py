"""The rules of this repository: maps and links match the disk, one version, short files with a purpose."""

import ast
import graphlib
import json
import re
import subprocess
from pathlib import Path

import pytest

import voiso_call
from voiso_call.config.paths import HOME_ENV_VAR, AppPaths, app_paths
from voiso_call.sandbox.scenarios import SCENARIOS

ROOT = Path(__file__).resolve().parents[1]
HOST = ROOT / "host/voiso_call"
README = (ROOT / "README.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text("utf-8")
MAX_FILE_LINES = 400  # 300 is the aim: a longer file often holds two ideas


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_hello_path_imports_only_builtins() -> None:
    own = ("native_host/main", "protocol/handshake", "native_host/launching_extension", "system/installed_by")
    for module in own:
        loaded = {"os", "sys", "io", "msvcrt", "voiso_call", "voiso_call.protocol", "voiso_call.native_host"}
        loaded |= {"voiso_call.system.installed_by", "site"}
        loaded |= {"voiso_call.native_host.server"}  # after the reply
        tree = ast.parse((HOST / f"{module}.py").read_text("utf-8"))
        imported = {
            name
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert imported <= loaded


def imported_modules(file: Path, modules: dict[str, Path]) -> set[str]:
    """Return every module of `modules` that a file imports, under TYPE_CHECKING and inside functions too.

    As in Python, importing "a.b" imports the package "a" as well, also from a module of "a".
    """
    imported: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    parts = [name.split(".") for name in imported]
    return {".".join(names[:end]) for names in parts for end in range(1, len(names) + 1)} & modules.keys()


def test_no_python_module_imports_itself_through_others() -> None:
    folders = ("tests/bench", "tests/finder", "tests", "installers", "extension/tools", "host")

    def name(file: Path) -> str:
        root = next(ROOT / folder for folder in folders if file.is_relative_to(ROOT / folder))
        return ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")

    modules = {name(file): file for file in tracked("*.py")}
    assert {"support.browser.chromium", "try_steps", "voiso_call.errors", "generate_plans"} <= modules.keys()
    graph = {module: imported_modules(file, modules) - {module} for module, file in modules.items()}
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


CODE = ("*.py", "*.ts", "*.mjs", "*.js", "*.css", "*.html")


@pytest.mark.parametrize("file", tracked(*CODE), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_is_short_and_says_in_its_first_line_what_it_is(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    first = next(line for line in lines if not line.startswith(("<!doctype", "#!")))
    assert len(lines) <= MAX_FILE_LINES or "generated from" in first
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
    assert reasons.keys() == {*manifest["permissions"], *manifest["optional_permissions"]}
    assert not {"host_permissions", "optional_host_permissions", "externally_connectable"} & manifest.keys()
    # What the content script loads, by an address that no page can know.
    assert manifest["web_accessible_resources"] == [
        {"resources": ["content-main.js", "card.html"], "matches": ["<all_urls>"], "use_dynamic_url": True}
    ]
    data = manifest["browser_specific_settings"]["gecko"]["data_collection_permissions"]
    security = (ROOT / "docs/security.md").read_text("utf-8")
    assert all(f"`{kind}`" in security for kind in data["required"])


def test_the_map_names_every_module() -> None:
    section = ARCHITECTURE.split("## Where everything is")[1].split("\n## ")[0]
    named = {name.split("/")[-1] for name in re.findall(r"`([\w./-]+)`", section)}
    modules = [
        file
        for file in tracked("host/voiso_call", "extension/src", "extension/tools")
        if file.suffix in (".py", ".ts", ".mjs") and file.stem != "__init__"
    ]
    assert len(modules) > 100
    assert [str(file.relative_to(ROOT)) for file in modules if file.stem not in named] == []
    files = {part for file in tracked(".") for part in (file.stem, *file.relative_to(ROOT).parts)}
    cells = [row.split("|")[1:3] for row in section.splitlines() if row.startswith("| ")]
    mentioned = re.findall(r"`([\w./-]+?)/?`", " ".join(cell for pair in cells for cell in pair))
    assert [name for name in mentioned if name.split("/")[-1] not in files] == []


def test_the_documented_files_are_those_of_the_agent() -> None:
    table = (ROOT / "docs/configuration.md").read_text("utf-8").partition("## All settings")[0]
    paths = app_paths({HOME_ENV_VAR: "/agent"})
    names = [
        getattr(paths, name).name for name, value in vars(AppPaths).items() if isinstance(value, property)
    ]
    assert [name for name in names if f"`{name}" not in table] == []


def test_the_table_of_numbers_is_the_sandboxs() -> None:
    text = (ROOT / "docs/sandbox.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\+1701555\d{4})` \| (.+) \|$", text, re.MULTILINE)
    assert dict(rows) == {number: scenario.description for number, scenario in SCENARIOS.items()}


@pytest.mark.parametrize("page", tracked("*.md"), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text("utf-8")):
        file = page.parent / target if target else page
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in slugs, f"{target}#{anchor}"


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


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
