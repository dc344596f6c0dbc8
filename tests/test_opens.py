"""Every kind of file we write is what Excel and Word expect: the Open XML SDK's validator says so, and says no to a broken one.

Without the validator (see tests/opens.py) these tests are skipped with that reason, and the rest still runs.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pmf_excel.founding import new_workspace
from pmf_excel.framework.periods import month
from pmf_excel.register.revise import Revision
from pmf_excel.revising import revise
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, GOOD, JUNE
from tests.forms import BACK, JANUARY, NEXT, filled
from tests.opens import VALIDATOR, findings
from tests.test_excel import HOSTILE

pytestmark = [
    pytest.mark.validator,
    pytest.mark.skipif(
        not VALIDATOR, reason="PMF_OOXML_VALIDATOR does not name the Open XML SDK validator (see README)"
    ),
]


def made(workspace: Workspace) -> list[Path]:
    """Everything of ours in a workspace that Excel or Word opens."""
    return sorted(p for p in workspace.folder.rglob("*") if p.suffix in (".xlsx", ".docx"))


def test_everything_on_the_road_opens(workspace: Workspace, issued, put, right) -> None:
    for code, outgoing in issued.items():
        put(f"{code}.xlsx", right(outgoing))
    workspace.collect(COLLECTED)
    workspace.consolidate(JUNE)
    workspace.report("quarterly", "north-norfolk", JUNE)[0]
    paths = made(workspace)
    assert len(paths) == 1 + 11 + 11 + 2
    assert {path.name: found for path in paths if (found := findings(path))} == {}


def test_a_yearly_form_its_marked_up_copy_and_the_register_it_is_written_into_open(workspace: Workspace) -> None:
    made = {one.issued.service: one for one in workspace.issue_form("targets", NEXT, JANUARY)}["REG"]
    rows = {"RS20": {"new_target": Decimal(99), "rationale": HOSTILE}, "RS21": {"new_target": "soon"}}
    (workspace.path("inbox") / "R.xlsx").write_bytes(filled(workspace, made, rows))
    (report,) = workspace.collect(BACK)
    revise(workspace, Revision(add={"amendments": [{"on": BACK.date(), "kind": "Other", "what": HOSTILE}]}))
    paths = [made.path, Path(report.marked_up), workspace.folder / REGISTER]
    assert {path.name: found for path in paths if (found := findings(path))} == {}


def test_it_opens_with_hardly_anything_in_it(tmp_path: Path, workspace: Workspace, issued) -> None:
    new_workspace(tmp_path / "empty", "An empty council")
    workspace.consolidate(JUNE)
    workspace.report("quarterly", "north-norfolk", JUNE)[0]
    paths = [*made(Workspace.open(tmp_path / "empty")), *made(workspace)]
    assert {path.name: found for path in paths if (found := findings(path))} == {}


def test_it_opens_with_hostile_text_in_it(workspace: Workspace, issued, put, typed) -> None:
    harsh = HOSTILE.replace("{", "(").replace("}", ")")  # the second checker takes any {{ in Word for a field left over
    long = harsh + " long " * 600
    row = {
        "figure": Decimal("91.7"),
        "commentary": long,
        "action": harsh,
        "owner": "<o>&",
        "action_due": date(2014, 9, 1),
    }
    put("R.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": row}))
    assert [r.verdict for r in workspace.collect(COLLECTED)] == ["accepted"]
    paths = [workspace.consolidate(JUNE)[0], workspace.report("quarterly", "north-norfolk", JUNE)[0]]
    assert {path.name: found for path in paths if (found := findings(path))} == {}


@pytest.mark.parametrize(
    ("name", "part", "old", "new"),
    [
        ("x.xlsx", "xl/worksheets/sheet2.xml", "<sheetData>", '<sheetData wrong="1">'),
        ("x.xlsx", "xl/workbook.xml", "<bookViews>", "<bookView>"),
        ("x.docx", "word/document.xml", "<w:body>", "<w:body><w:bad/>"),
    ],
)
def test_a_file_broken_on_purpose_is_found(
    workspace: Workspace, issued, tmp_path: Path, name: str, part: str, old: str, new: str
) -> None:
    whole = issued["HR"].path if name.endswith("xlsx") else workspace.report("quarterly", "north-norfolk", JUNE)[0]
    assert findings(whole) == []
    broken = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for info in source.infolist():
            text = source.read(info)
            if info.filename == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            target.writestr(info.filename, text)
    path = tmp_path / name
    path.write_bytes(broken.getvalue())
    assert findings(path)


def test_returns_with_every_part_and_marked_up_copies_open(tmp_path: Path) -> None:
    """With hostile texts in titles and answers, a logo, a password and what was awaited before."""
    from tests.test_parts import RIGHT, WORK, Council, at_five, send, start

    council = Council(tmp_path / "council")
    harsh = HOSTILE.replace("{", "(").replace("}", ")")
    start(council, activities=[{**WORK[0], "title": harsh[:240]}, *WORK[1:]])
    settings = council.folder / "pmf.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\nlock_password = "x"\n', encoding="utf-8")
    Workspace.open(council.folder).issue(month(2014, 5), at_five(month(2014, 5)))
    wrong = {
        **RIGHT,
        "measures": {"M1": {"figure": harsh[:200]}},
        "risks": {"K1": {"likelihood": "<&>", "note": harsh}},
    }
    assert send(council, JUNE, wrong).held == 3  # and May, which was asked again
    paths = sorted(council.folder.rglob("*.xlsx"))
    assert {path.parent.name for path in paths} >= {"2014-06", "inbox"}
    assert len([path for path in paths if "put right" in path.name]) == 1
    assert {path.name: found for path in paths if (found := findings(path))} == {}
