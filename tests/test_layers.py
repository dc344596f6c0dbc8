"""The house (DESIGN section 3): who may import whom, and where each heavy library lives."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import pmf_excel

PACKAGE = Path(pmf_excel.__file__).parent
#: Each may import only what stands above it, or in its own line.
LAYERS = [
    {"errors", "problems", "files", "made", "wording", "workers", ""},
    {"framework"},
    {"excel"},
    {"register"},
    {"ledger"},
    {"returns"},
    {"intake"},
    {"master"},
    {"opendata"},
    {"reports"},
    {"mail"},
    {"settings"},
    {"shelves"},
    {"adoption", "adrift", "rolling", "agreed", "approvals", "marking_up", "positions", "yearly"},
    {"revising"},
    {"setting_targets"},
    {"target_stages"},
    {"docket", "batch"},
    {"pack"},
    {"reporting"},
    {"held_against"},
    {"workspace"},
    {"upkeep", "comparators", "sampling", "planning", "timetabling", "accountability"},
    {"distribution"},
    {"crowd"},
    {"starters"},
    {"founding"},
    {"merging"},
    {"demo"},
    {"cli"},
    {"__main__"},
]
HOMES = {
    "openpyxl": "excel", "xlsxwriter": "excel", "docx": "reports", "docxtpl": "reports", "sqlalchemy": "ledger",
    "filelock": "ledger", "click": "cli", "rich": "cli", "pandas": "master", "jinja2": "wording", "markdown_it": "reports",
    "holidays": "framework", "icalendar": "mail", "distributed": "workers",
}  # fmt: skip
FILES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def level(name: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if name in names)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_file_imports_only_from_above(path: Path) -> None:
    below = {
        name for name in imports(path)
        if name.startswith("pmf_excel.") and level(name.split(".")[1] if name.split(".")[1] != "__version__" else "") > level(room(path))
    }  # fmt: skip
    assert below == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_heavy_library_lives_in_one_place(path: Path) -> None:
    strange = {name for name in imports(path) if HOMES.get(name.split(".")[0], room(path)) != room(path)}
    assert strange == set()


def test_no_circle_of_files() -> None:
    modules = {
        ".".join(("pmf_excel", *p.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): p
        for p in FILES
    }
    edges = {
        name: {
            m
            for i in imports(path)
            if i.startswith("pmf_excel")
            for m in (i, i.rpartition(".")[0])
            if m in modules and m != name
        }
        for name, path in modules.items()
    }
    seen: dict[str, int] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in seen:
            for other in edges[name] - {"pmf_excel", "pmf_excel.cli"}:
                visit(other, (*trail, name))
            seen[name] = 1

    for name in modules:
        visit(name, ())


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "processor"}
    assert [path for path in FILES if path.stem in empty] == []


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys; from pmf_excel.cli import pmf\n"
        "try: pmf.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'openpyxl', 'xlsxwriter', 'docx', 'docxtpl', 'sqlalchemy', 'jinja2', 'rich', 'numpy', 'lxml', 'icalendar', 'distributed'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Walk the whole road on real published figures" in done.stdout
