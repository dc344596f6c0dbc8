"""Reports put under strain: exempt matter, hostile texts, names, faults, odd rounds, and files that people saved."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result

from pmf_excel.approvals import Decision
from pmf_excel.cli import pmf
from pmf_excel.docket import Wanted
from pmf_excel.errors import Nothing, OurFault, PutRight
from pmf_excel.reports.reading import read_report
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests import reported as councils
from tests.opens import VALIDATOR, findings
from tests.reported import JUNE, reported
from tests.test_position import Council, figure, measure, target

Rows = dict[str, list[dict[str, Any]]]
ITEMS = ("activities", "recommendations", "risks", "budgets")


def run(workspace: Workspace, *words: str) -> Result:
    return CliRunner().invoke(pmf, [*words, "-w", str(workspace.folder)])


def made_in(workspace: Workspace) -> dict[str, bytes]:
    """Every file among the reports, by its path there."""
    folder = workspace.path("reports")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def inside(data: bytes) -> bytes:
    """All that a file holds, with the files that are in it, such as the workbook behind a chart."""
    if data[:2] != b"PK":
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return b"\n".join(inside(parts.read(name)) for name in parts.namelist())


# What is exempt.


def closed_world(folder: Path, monkeypatch: pytest.MonkeyPatch, secret: str, given: bool, worth: int) -> Workspace:
    """A council in which measures and items are exempt: all that is said of them, and in figures, is as it is told."""
    shut: set[str] = set()

    def change(rows: Rows) -> None:
        for sheet in ("measures", *ITEMS):
            for row in rows[sheet][:1] + rows[sheet][3:4]:
                shut.add(row["code"])
                row |= {"exempt": "3", "title": f"{secret} {sheet}"}
                row |= {
                    key: f"{secret} {key}"
                    for key in ("owner", "note", "controls", "report", "definition")
                    if key in row
                }
                row |= {key: Decimal(worth) for key in ("impact", "budget") if key in row}
        for row in (*rows["past"], *rows["targets"]):
            if row["measure"] in shut:
                row |= {key: Decimal(worth) for key in ("figure", "target") if isinstance(row.get(key), Decimal)}
        code, other = rows["measures"][0]["code"], rows["measures"][1]["code"]
        rows["measures"][2]["replaces"] = code
        question = {"committee": "CAB", "on": date(2014, 6, 10)}
        rows["questions"] = [
            {**question, "question": f"{secret} of a measure?", "answer": f"{secret} answer", "item": code},
            {**question, "question": f"{secret} by itself?", "exempt": "1"},
            {**question, "question": "Open?", "item": other},
        ]
        amendment = {"on": date(2014, 5, 1), "kind": "Target changed"}
        rows["amendments"] = [
            {**amendment, "item": code.lower(), "what": f"{secret} change", "approved_by": f"{secret} body"},
            {**amendment, "item": other, "what": "An open change"},
        ]

    typed = councils._typed

    def said(*words: Any) -> dict[str, Any]:
        every = typed(*words)
        for key in [one for one in every if one.split("|")[1] in shut]:
            if not given:
                del every[key]
            elif key.endswith(("|commentary", "|note", "|action")):
                every[key] = f"{secret} {key}"
        return every

    with monkeypatch.context() as patched:
        patched.setattr(councils, "_typed", said)
        return reported(folder, 2, 6, 4, change=change)


def test_the_open_part_is_the_same_to_the_byte_whatever_the_exempt_part_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[dict[str, bytes]] = []
    for secret, given, worth in (("Zebra", True, 5), ("Quagga", False, 1)):
        workspace = closed_world(tmp_path / str(worth), monkeypatch, secret, given, worth)
        for kind in (
            "quarterly",
            "corporate-scorecard",
            "framework-amendment",
            "monthly-dashboard",
            "audit-recommendations",
        ):
            done = run(workspace, "report", kind, "2014-06", "--for", "CAB", "--json")
            assert done.exit_code == 0 and secret not in done.output, kind
        assert run(workspace, "report", "team-briefing", "2014-06", "--service", "S1").exit_code == 0
        for committee in ("CAB", "AUD", "HOU", "PP"):
            assert run(workspace, "pack", "2014-06", "--for", committee).exit_code == 0
        files = made_in(workspace)
        closed = [name for name in files if "/exempt/" in name and name.endswith(".docx")]
        assert any(secret.encode() in inside(files[name]) for name in closed)
        opened.append(
            {name: data for name, data in files.items() if "/exempt/" not in name and "checklist" not in name}
        )
    first, second = opened
    assert len(first) > 20 and any(name.endswith(".csv") for name in first)
    assert first == second
    assert not [name for name, data in first.items() if b"Zebra" in inside(data)]


def test_of_what_is_exempt_a_remark_says_only_that_it_was_corrected(tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    council.start([measure("N"), measure("M", exempt="3")], [target("N", "2014/15", 5), target("M", "2014/15", 5)])
    council.round(JUNE, {"N": figure(9), "M": figure(6)})
    workspace = Workspace.open(council.folder)
    decision = Decision("Leadership Team", "Chief executive", date(2014, 7, 15))
    workspace.approve(JUNE, decision, datetime(2014, 7, 15, 12, tzinfo=UTC))
    council.round(JUNE, {"M": figure(7)}, datetime(2014, 7, 20, 9, tzinfo=UTC), partly=True)
    remarks = json.loads(run(workspace, "report", "quarterly", "2014-06", "--json").output)["remarks"]
    assert remarks == [
        "What is exempt was corrected too. This report is as it was approved; --revised makes one with the figures as they are now."
    ]
    council.round(JUNE, {"N": figure(3)}, datetime(2014, 7, 21, 9, tzinfo=UTC), partly=True)
    (remark,) = json.loads(run(workspace, "report", "quarterly", "2014-06", "--json").output)["remarks"]
    assert remark.startswith("1 figure was corrected since it was approved on 15 July 2014: N Measure N")
    assert "Measure M" not in remark and "What is exempt was corrected too." in remark


def test_what_was_exempt_and_left_the_register_stays_closed(tmp_path: Path) -> None:
    kept: Rows = {}

    def change(rows: Rows) -> None:
        for sheet in ("measures", *ITEMS):
            rows[sheet][0] |= {"exempt": "3", "title": f"Zebra {sheet}"}
        kept.update({sheet: [dict(row) for row in some] for sheet, some in rows.items()})

    workspace = reported(tmp_path / "council", 2, 4, 4, change=change)
    gone = {kept[sheet].pop(0)["code"] for sheet in ("measures", *ITEMS)}
    for sheet in ("targets", "past"):
        kept[sheet] = [row for row in kept[sheet] if row["measure"] not in gone]
    (workspace.folder / REGISTER).write_bytes(workspace.new_register(kept))
    later = Workspace.open(workspace.folder)
    assert run(later, "pack", "2014-06", "--for", "CAB").exit_code == 0
    assert not [name for name, data in made_in(later).items() if "/open/" in name and b"Zebra" in inside(data)]


# Hostile texts in every field of the register that a report may print.

HOSTILE = (
    "& <9> \"x\" 'y' {{ 7*7 }} {_{ 1 }_} {% if %} {# c #} **b** _u_ \U0001f600 \u05e9\u05dc | # 1. [a](b) `c` \\n &amp;"
)


def hostile(rows: Rows) -> None:
    """Put a text that begins with an equals sign into every field that takes words."""
    words = {
        "services": ("name", "head"), "plan": ("name",), "measures": ("title", "definition", "responsible"),
        "activities": ("title", "owner", "note", "theme"), "recommendations": ("title", "report"),
        "risks": ("title", "owner", "controls"), "budgets": ("title",),
        "committees": ("name", "remit", "member", "terms", "report_from", "where_from", "where_next"),
        "meetings": ("note", "agenda_item", "place"), "people": ("job_title", "telephone"), "past": ("commentary", "source"),
        "targets": ("source",),
    }  # fmt: skip
    lengths = {"agenda_item": 20, "telephone": 40, "terms": 59, "theme": 59, "name": 59, "head": 79, "owner": 79}
    rows["people"].append({"role": "Contact officer", "email": "a&b@council.example"})
    rows["questions"] = [
        {"committee": "CAB", "on": date(2014, 6, 10), "question": f"=Q {HOSTILE}", "answer": f"=A {HOSTILE}", "asked_by": f"=B {HOSTILE}",
         "item": rows["risks"][0]["code"]}
    ]  # fmt: skip
    rows["amendments"] = [
        {"on": date(2014, 5, 1), "kind": "Target changed", "item": rows["measures"][1]["code"], "what": f"=W {HOSTILE}", "approved_by": f"=P {HOSTILE}"}
    ]  # fmt: skip
    rows["document"] = [{"property": "Document name", "value": f"=D {HOSTILE}"}]
    rows["versions"] = [{"version": "=V", "description": f"=E {HOSTILE}", "on": date(2014, 4, 1)}]
    rows["reports"] = [
        {"committee": code, "kind": kind, "remit": "Everything", "frequency": "Quarterly"}
        for code, kind in (("CAB", "quarterly"), ("CAB", "corporate-scorecard"), ("HOU", "exceptions"), ("AUD", "audit-recommendations"), ("MT", "monthly-dashboard"), ("ENV", "framework-amendment"))
    ]  # fmt: skip
    for sheet, keys in words.items():
        for number, row in enumerate(rows[sheet]):
            row |= {key: f"={number} {HOSTILE}"[: lengths.get(key, 110)].rstrip(" \\") for key in keys}
    rows["measures"][0]["exempt"] = rows["risks"][1]["exempt"] = "3 & <4> {{ 7*7 }}"


@pytest.fixture(scope="module")
def hostile_council(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = reported(tmp_path_factory.mktemp("hostile") / "council", 2, 6, 4, change=hostile, said=f"=S {HOSTILE}")
    told = [one for name in ("title", "wards", "report_reference") for one in ("--set", f"{name}=F {HOSTILE}")]
    assert run(workspace, "report", "all", "2014-06").exit_code == 0
    for name in ("harborough", "west-lindsey", "south-derbyshire"):
        assert run(workspace, "report", "quarterly", "2014-06", "--for", "CAB", "--format", name, *told).exit_code == 0
    assert run(workspace, "pack", "2014-06", "--for", "CAB").exit_code == 0
    return workspace


def unlike(text: str) -> bool:
    """Whether a text has a piece of the hostile one that is not as it was typed; some fields are as short as 16 letters of it."""
    pieces = [text[found.end() - 1 :] for found in re.finditer(r"=(?:\d+|[A-Z]) &", text)]
    return any(piece[:16] != HOSTILE[:16] for piece in pieces) or ("49" in text and "7*7" not in text)


def test_hostile_texts_are_printed_as_they_were_typed(hostile_council: Workspace) -> None:
    shown = ""
    for name, data in made_in(hostile_council).items():
        if not name.endswith(".docx") or "checklist" in name:
            continue
        report = read_report(data)
        texts = [report.title, *report.headers, *(one.text for one in report.paragraphs)]
        texts += [text for one in report.tables for row in one.texts for text in row]
        assert [text for text in texts if unlike(text)] == [], name
        shown += "\n".join(texts)
    for sign in ("=S", "=Q", "=A", "=B", "=W", "=P", "=D", "=E", "F"):
        assert f"{sign} {HOSTILE}" in shown, sign


@pytest.mark.validator
@pytest.mark.skipif(not VALIDATOR, reason="needs the Open XML SDK validator")
def test_word_opens_what_holds_hostile_texts(hostile_council: Workspace, tmp_path: Path) -> None:
    for name, data in made_in(hostile_council).items():
        if name.endswith(".docx"):
            path = tmp_path / "report.docx"
            path.write_bytes(data)
            # The second checker takes what somebody typed for a field that was left.
            assert [one for one in findings(path) if "template-left" not in one] == [], name


def test_what_a_front_sheet_is_told_is_kept_however_long_it_is(hostile_council: Workspace) -> None:
    told = {"wards": "\U0001f600 East, " * 60 + "West", "title": f"{HOSTILE} & more", "where_next": "a\x0bb\x00c\td"}
    data = hostile_council.docket(JUNE).document("quarterly", "plain", Wanted("CAB", told=told)).data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        values = re.findall(r"lpwstr>([^<]*)<", parts.read("docProps/custom.xml").decode())
    assert max(len(one.encode("utf-16-le")) // 2 for one in values) <= 255
    assert json.loads(read_report(data).custom["pmf told"]) == told


# Names of files.


@pytest.mark.parametrize(
    ("name", "stands"),
    [
        ("A/B: C?", "A B C"),
        ("CON", "_CON"),
        ("..", "_"),
        ("a" * 120, "a" * 100),
        ("Panel.", "Panel"),
        ('"Top" <&> Co', "Top and Co"),
    ],
)
def test_names_of_committees_stand_in_names_of_files_as_ntfs_takes_them(tmp_path: Path, name: str, stands: str) -> None:
    def change(rows: Rows) -> None:
        rows["committees"][0]["name"] = name
        rows["measures"][0]["committee"] = "CAB"

    workspace = reported(tmp_path / "council", 1, 3, 0, change=change)
    done = run(workspace, "pack", "2014-06", "--for", "CAB", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert Path(told["folder"]).name == f"pack 2014-08-12 {stands}"
    assert told["files"][0] == f"open/2014-06 exceptions for {stands} north-norfolk DRAFT.docx"
    assert all((Path(told["folder"]) / one).is_file() for one in told["files"])


def test_committees_and_services_of_nearly_the_same_name_have_files_of_their_own(tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        rows["committees"][3]["name"], rows["committees"][4]["name"] = "Homes/Streets", "homes Streets"
        rows["services"][0]["name"], rows["services"][1]["name"] = "Waste & Parks", "Waste and Parks"

    workspace = reported(tmp_path / "council", 2, 8, 4, change=change)
    names = [path.name for path in workspace.report_all(round_month=JUNE).paths]
    assert len(names) == len({name.casefold() for name in names})
    assert "2014-06 exceptions for Homes Streets HOU north-norfolk DRAFT.docx" in names
    assert "2014-06 exceptions for homes Streets ENV north-norfolk DRAFT.docx" in names
    assert "2014-06 service-plan-review for Waste and Parks S2 north-norfolk DRAFT.docx" in names
    folders = {workspace.pack(Wanted(code), round_month=JUNE, dry_run=True)[0].name for code in ("HOU", "ENV")}
    assert folders == {"pack 2014-08-12 Homes Streets HOU", "pack 2014-08-12 homes Streets ENV"}


# One report that fails.


def faulty(folder: Path, *more: dict[str, str]) -> Workspace:
    """A council whose register asks for two reports that can be made, and for one each with another fault between them."""
    asked = [
        ("CAB", "quarterly", ""), ("HOU", "exceptions", "nosuch"), ("ENV", "exeptions", ""), ("OSC", "own", ""), ("AUD", "quarterly", "bad"),
        ("MT", "monthly-dashboard", ""),
    ]  # fmt: skip

    def change(rows: Rows) -> None:
        rows["reports"] = [
            {"committee": code, "kind": kind, "remit": "Everything", "frequency": "Quarterly", "format": name}
            for code, kind, name in asked
        ] + list(more)

    workspace = reported(folder, 2, 6, 3, change=change)
    texts, formats = (workspace.folder / "report_templates" / one for one in ("kinds", "formats"))
    texts.mkdir(parents=True, exist_ok=True)
    formats.mkdir(parents=True, exist_ok=True)
    (texts / "own.md").write_text(
        '+++\nname = "Own"\n+++\n== title ==\nOwn\n== summary ==\n{{ nosuch }}\n', encoding="utf-8"
    )
    (formats / "bad.docx").write_bytes(b"no document")
    return workspace


def test_one_report_that_fails_does_not_keep_the_others_from_being_made(tmp_path: Path) -> None:
    workspace = faulty(tmp_path / "council")
    batch = workspace.report_all(round_month=JUNE)
    assert [path.name.split(" ")[1] for path in batch.paths] == ["quarterly", "monthly-dashboard"]
    assert all(path.is_file() and path.with_suffix(".html").is_file() for path in batch.paths)
    assert [(one.code, one.place.sheet, one.place.cell) for one in batch.faults] == [
        ("PMF-511", "Reports", "B6"), ("PMF-511", "Reports", "B7"), ("PMF-511", "Reports", "B8"), ("PMF-511", "Reports", "B9"),
    ]  # fmt: skip
    said = [one.found for one in batch.faults]
    assert 'There is no committee format "nosuch".' in said[0]
    assert 'There is no kind of report "exeptions". Did you mean "exceptions"?' in said[1]
    assert "own.md" in said[2] and "'nosuch' is undefined" in said[2]
    assert "bad.docx: this format is no Word document" in said[3]
    done = run(workspace, "report", "all", "2014-06", "--json")
    assert isinstance(done.exception, PutRight) and done.exception.problems == tuple(batch.faults)
    told = json.loads(done.stdout)
    assert len(told["files"]) == 2 and [one["cell"] for one in told["faults"]] == ["B6", "B7", "B8", "B9"]


def test_a_pack_has_what_could_be_made_and_its_checklist_says_what_could_not(tmp_path: Path) -> None:
    more = {"committee": "CAB", "kind": "own", "remit": "Everything", "frequency": "Quarterly"}
    workspace = faulty(tmp_path / "council", more)
    done = run(workspace, "pack", "2014-06", "--for", "CAB")
    assert isinstance(done.exception, PutRight) and [one.place.cell for one in done.exception.problems] == ["B11"]
    folder = workspace.path("reports") / "pack 2014-08-12 Cabinet"
    assert (folder / "open" / "2014-06 quarterly for Cabinet north-norfolk DRAFT.docx").is_file()
    assert (folder / "open" / "figures.csv").is_file()
    text = read_report((folder / "checklist.docx").read_bytes()).text
    assert "framework.xlsx, sheet Reports, B11: the report own to CAB was not made." in text
    for code, cell in (("HOU", "B6"), ("ENV", "B7"), ("OSC", "B8"), ("AUD", "B9")):
        with pytest.raises(PutRight, match="1 report could not be made") as stopped:
            workspace.pack(Wanted(code), round_month=JUNE)
        assert [one.place.cell for one in stopped.value.problems] == [cell]


def test_a_fault_of_ours_in_one_report_leaves_the_others_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pmf_excel.docket import Docket

    made = Docket.document

    def breaks(docket: Docket, kind: str, *words: Any) -> Any:
        if kind == "quarterly":
            raise ZeroDivisionError("of ours")
        return made(docket, kind, *words)

    workspace = reported(tmp_path / "council", 1, 3, 2)
    monkeypatch.setattr(Docket, "document", breaks)
    batch = workspace.report_all(round_month=JUNE, dry_run=True)
    assert batch.paths and batch.ours
    with pytest.raises(
        OurFault, match=r"quarterly to CAB was not made\. pmf itself failed \(ZeroDivisionError: of ours\)"
    ):
        batch.stop()


def test_two_rows_that_ask_for_one_file_are_said_instead_of_writing_one_over_the_other(tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        own = {"committee": "HOU", "kind": "quarterly", "frequency": "Quarterly"}
        rows["reports"] = [{**own, "remit": "Everything"}, {**own, "remit": "Its remit", "format": "north-norfolk"}]

    workspace = reported(tmp_path / "council", 2, 8, 0, change=change)
    batch = workspace.report_all(round_month=JUNE)
    assert [path.name for path in batch.paths] == ["2014-06 quarterly for Housing Committee north-norfolk DRAFT.docx"]
    (fault,) = batch.faults
    assert fault.place.cell == "B6" and "sheet Reports, B5 asks for a report of the same name" in fault.found


def test_a_format_that_is_mistyped_on_the_command_stops_before_anything_is_made(hostile_council: Workspace) -> None:
    for words in (("report", "all", "2014-06"), ("pack", "2014-06", "--for", "CAB")):
        done = run(hostile_council, *words, "--format", "plian")
        assert 'There is no committee format "plian". Did you mean "plain"?' in str(done.exception)


# Again, and what people saved.


def test_the_same_again_gives_the_same_bytes_and_says_nothing(tmp_path: Path) -> None:
    workspace = reported(tmp_path / "council", 2, 6, 4)
    before: dict[str, bytes] = {}
    for _ in range(2):
        assert run(workspace, "report", "all", "2014-06").exit_code == 0
        told = json.loads(run(workspace, "pack", "2014-06", "--for", "CAB", "--json").output)
        assert told["remarks"] == [] and told["faults"] == []
        after = made_in(workspace)
        assert before in ({}, after)
        before = after


def test_what_a_clerk_saved_stays_and_what_is_not_of_a_pack_is_said(tmp_path: Path) -> None:
    workspace = reported(tmp_path / "council", 2, 6, 4)
    run(workspace, "pack", "2014-06", "--for", "CAB")
    folder = workspace.path("reports") / "pack 2014-08-12 Cabinet"
    saved = [folder / "checklist.docx", folder / "open" / "2014-06 quarterly for Cabinet north-norfolk DRAFT.docx"]
    for path in saved:
        document = docx.Document(str(path))
        document.add_paragraph("The clerk's own words.")
        document.core_properties.modified = datetime(2014, 7, 20, 9)
        document.save(str(path))
    (folder / "exempt").mkdir(exist_ok=True)
    (folder / "exempt" / "notes.docx").write_bytes(b"notes")
    before = {path: path.read_bytes() for path in saved}
    remarks = json.loads(run(workspace, "pack", "2014-06", "--for", "CAB", "--json").output)["remarks"]
    assert {path: path.read_bytes() for path in saved} == before
    assert (folder / "checklist 2.docx").is_file()
    assert remarks[-1] == (
        "Not of this pack, and left in its folder: checklist.docx, exempt/notes.docx and open/2014-06 quarterly for Cabinet "
        "north-norfolk DRAFT.docx. Take away what is not to go out."
    )


# Odd rounds.


def everything_exempt(rows: Rows) -> None:
    for sheet in ("measures", *ITEMS):
        for row in rows[sheet]:
            row["exempt"] = "3"


def one_measure(rows: Rows) -> None:
    code = rows["measures"][0]["code"]
    rows["measures"][0]["committee"] = "CAB"
    rows |= {sheet: [] for sheet in ITEMS} | {sheet: rows[sheet][:1] for sheet in ("measures", "services")}
    rows |= {sheet: [row for row in rows[sheet] if row["measure"] == code] for sheet in ("targets", "past")}


def no_target(rows: Rows) -> None:
    rows |= {"targets": [], "past": []}
    for row in rows["measures"]:
        row["rule"] = "No target"


def withdrawn(rows: Rows) -> None:
    first, second, third, fourth = rows["measures"][:4]
    first["withdrawn"], second["withdrawn"], third["introduced"] = "Jul 2014", "Q2 2014/15", "Q1 2014/15"
    fourth["replaces"] = first["code"]
    rows["amendments"] = [
        {"on": date(2014, 6, 30), "kind": "Target changed", "item": one["code"], "what": "Changed on the last day"}
        for one in (first, third)
    ]
    rows["meetings"] = []


@pytest.mark.parametrize("change", [one_measure, no_target, withdrawn])
def test_an_odd_register_is_reported_without_holes(tmp_path: Path, change: Callable[[Rows], None]) -> None:
    from tests.test_every_report import faults, holes

    workspace = reported(tmp_path / "council", 2, 6, 3, change=change)
    docket = workspace.docket(JUNE)
    for kind in ("quarterly", "exceptions", "monthly-dashboard", "corporate-scorecard", "framework-amendment"):
        data = docket.document(kind, "plain").data
        report = read_report(data)
        assert [*holes(report), *faults(data, report)] == [], kind


def test_where_everything_is_exempt_there_is_no_open_report_and_the_figures_are_empty(tmp_path: Path) -> None:
    workspace = reported(tmp_path / "council", 2, 4, 3, change=everything_exempt)
    with pytest.raises(Nothing, match="There is nothing that is not exempt in June 2014"):
        workspace.docket(JUNE).document("quarterly")
    told = json.loads(run(workspace, "pack", "2014-06", "--for", "CAB", "--json").output)
    assert [name.partition("/")[0] for name in told["files"]] == ["exempt", "exempt", "open", "checklist.docx"]
    assert told["left_out"] == [
        "No quarterly: There is nothing that is not exempt in June 2014. Choose another audience."
    ]
    csv = (Path(told["folder"]) / "open" / "figures.csv").read_text(encoding="utf-8")
    assert csv.count("\n") == 1 and csv.startswith('"council"')
    batch = workspace.report_all(round_month=JUNE)
    assert batch.paths == [] and batch.faults == []
