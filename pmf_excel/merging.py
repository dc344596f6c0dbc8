"""Two councils into one: a crosswalk proposed from their registers, and a new workspace made by it, with both histories kept.

The councils' workspaces are only read. A whole copy of each is kept in the new one, so that any report of before can be made again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from pmf_excel import settings as settings_file
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.excel import package
from pmf_excel.excel.parts import Unreadable
from pmf_excel.files import copy_in_place, put_in_place
from pmf_excel.founding import new_workspace
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import Kind, day_of
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Length, Period, month
from pmf_excel.ledger.known import Known
from pmf_excel.ledger.position import commentaries
from pmf_excel.ledger.traced import Traced, Traces
from pmf_excel.problems import errors_in
from pmf_excel.register.crosswalk import CARRIED, JOINED, LEFT_OUT, Crosswalk, propose, read_crosswalk
from pmf_excel.register.lines import SheetReader
from pmf_excel.register.merged import Merged, PastValue, merge
from pmf_excel.register.rows import PlainRow, rows_of
from pmf_excel.register.write import write_tables
from pmf_excel.shelves import REGISTER, Progress, quiet
from pmf_excel.workspace import Workspace

#: Where the whole workspaces of the councils are kept in the new one, and the crosswalk by which it was made.
BEFORE, CROSSWALK = "before", "crosswalk.xlsx"
#: What a running command leaves for a moment, which is no part of a workspace.
_PASSING = (".part", ".lock")


@dataclass(frozen=True)
class Union:
    """What is to become of the councils: the new one's folder and name, and the first period that is its own."""

    into: Path
    council: str
    first: Period


@dataclass
class Joined:
    """What was made, or would be: whether the crosswalk was proposed, how many items become what, the figures kept, and what to know."""

    crosswalk: Path
    proposed: bool
    counts: Mapping[str, int]
    into: Path | None = None
    figures: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    said: Sequence[str] = ()

    def as_json(self) -> dict[str, object]:
        """The same as plain values for ``--json``."""
        return {
            "crosswalk": str(self.crosswalk), "proposed": self.proposed, "items": dict(self.counts), "into": str(self.into or ""),
            "past_figures": self.figures, "rows": dict(self.rows), "said": list(self.said),
        }  # fmt: skip


def unite(
    folders: Sequence[Path],
    crosswalk: Path,
    union: Union | None = None,
    dry_run: bool = False,
    progress: Progress = quiet,
) -> Joined:
    """Propose the crosswalk where its file is not there yet; else check it, and with ``union`` make the new workspace.

    Raises PutRight, with everything that is wrong in the registers or the crosswalk, and Mistyped where the folders cannot be meant.
    """
    councils = _councils(folders)
    registers = {}
    for code, workspace in councils.items():
        progress(workspace.settings.council)
        registers[code] = _rows(code, workspace)
    if not crosswalk.exists():
        rows = propose(registers)
        if not dry_run:
            put_in_place(crosswalk, _proposal(councils, rows))
        return Joined(crosswalk, True, _count([str(row["becomes"]) for row in rows]))
    walk = _read(crosswalk, councils, registers)
    counts = _count([step.becomes for step in walk.steps.values()])
    if union is None:
        return Joined(crosswalk, False, counts)
    names = {code: workspace.settings.council for code, workspace in councils.items()}
    past = {code: _past(workspace, union.first, progress) for code, workspace in councils.items()}
    layout = next(iter(councils.values())).layout("register")
    made = merge(registers, names, walk, past, union.first, layout)
    if not dry_run:
        _found(union, councils, made, crosswalk, progress)
    made.said += _settings_that_differ(councils)
    figures = sum(len(some) for some in past.values())
    return Joined(
        crosswalk,
        False,
        counts,
        union.into,
        figures,
        {key: len(rows) for key, rows in made.rows.items() if rows},
        made.said,
    )


def _councils(folders: Sequence[Path]) -> dict[str, Workspace]:
    """The workspaces by a code for each council, from its name."""
    if len({folder.resolve() for folder in folders}) < max(2, len(folders)):
        raise Mistyped("Name the workspaces of two councils or more, each once.")
    found: dict[str, Workspace] = {}
    for folder in folders:
        workspace = Workspace.open(folder)
        name = workspace.settings.council
        if any(name == other.settings.council for other in found.values()):
            raise Mistyped(f'Two of these workspaces are of "{name}". Each council can be named once.')
        words = re.findall(r"[A-Z0-9]+", name.upper())
        short = next((word[:4] for word in words if word[:4] not in found), "")
        found[short or f"C{len(found) + 1}"] = workspace
    return found


def _rows(code: str, workspace: Workspace) -> dict[str, list[PlainRow]]:
    """A council's register as it stands; PutRight where it holds errors."""
    data = workspace.register_bytes()
    wrong = errors_in(workspace.register(data).problems)
    if wrong:
        raise PutRight(
            f"{workspace.folder / REGISTER}: the register of {code} has to be put right before councils are joined. Then run the same command again.",
            tuple(wrong),
        )
    layout = workspace.layout("register")
    return rows_of(SheetReader(package.read(data), layout, REGISTER), [sheet.key for sheet in layout.sheets])


def _proposal(councils: Mapping[str, Workspace], rows: Sequence[PlainRow]) -> bytes:
    """The crosswalk as a workbook."""
    first = next(iter(councils.values()))
    names = [{"code": code, "name": one.settings.council, "folder": str(one.folder)} for code, one in councils.items()]
    joined = " and ".join(one.settings.council for one in councils.values())
    return write_tables(
        first.layout("crosswalk"), first.theme, f"{joined}: crosswalk", "Which item of which council goes on under which code.",
        first.text("crosswalk-guidance.txt"), {"councils": names, "crosswalk": rows},
    )  # fmt: skip


def _read(
    path: Path, councils: Mapping[str, Workspace], registers: Mapping[str, Mapping[str, Sequence[PlainRow]]]
) -> Crosswalk:
    """The crosswalk in a file; PutRight with everything that is wrong in it."""
    try:
        workbook = package.read(path.read_bytes())
    except (OSError, Unreadable) as why:
        raise PutRight(
            f"{path}: the crosswalk could not be read ({why}). Save it as Excel Workbook (.xlsx) and try again."
        ) from why
    reader = SheetReader(workbook, next(iter(councils.values())).layout("crosswalk"), path.name)
    names = {line.text("code"): line.text("name") for line in reader.lines("councils")}
    if names != {code: one.settings.council for code, one in councils.items()}:
        listed = ", ".join(f"{code} {name}" for code, name in names.items()) or "nobody"
        raise PutRight(
            f"{path}: its sheet Councils names {listed}, and not the workspaces that were named. Name those, in the same order, or another file."
        )
    found = read_crosswalk(reader, registers)
    wrong = errors_in(reader.problems)
    if wrong:
        raise PutRight(f"{path}: the crosswalk has to be put right. Then run the same command again.", tuple(wrong))
    return found


def _count(words: Sequence[str]) -> dict[str, int]:
    return {word: words.count(word) for word in (CARRIED, JOINED, LEFT_OUT)}


def _past(workspace: Workspace, first: Period, progress: Progress) -> list[PastValue]:
    """Every figure that a council had before the new one began: from its ledger, and from its register what that does not have."""
    data = workspace.register_bytes()
    framework = workspace.register(data).framework
    before = {key: one for key, one in _published(workspace, data, framework).items() if key[1].end < first.start}
    if workspace.ledger.exists:
        with workspace.ledger.reading() as reader:
            up_to = month(first.start.year, first.start.month).back()
            known = Known(reader, framework.past)
            traces = list(Traces(reader, framework, known, up_to, list(framework.measures)))
            words = commentaries(reader, (), {one.period for one in traces})
        for one in traces:
            progress(one.measure)
            if one.terms is not None and one.figure.value is not None:
                before[one.measure, one.period] = _traced(one, words.get((one.measure, one.period), ""))
    order = list(framework.measures)
    return sorted(before.values(), key=lambda one: (order.index(one.measure), one.period.end, one.period.months))


def _published(workspace: Workspace, data: bytes, framework: Framework) -> dict[tuple[str, Period], PastValue]:
    """The figures that the register has from before the council used pmf, each with the source it names."""
    layout = workspace.layout("register")
    rows = SheetReader(package.read(data), layout, REGISTER).lines("past")
    sources = {line.places["measure"]: line.text("source") for line in rows}
    sources |= {line.places["figure"]: line.text("source") for line in rows}
    return {
        (one.measure, one.period): PastValue(
            one.measure, one.period, _shown(one.value, framework.measures[one.measure].kind), one.commentary,
            sources.get(one.place) or f"{REGISTER}, {one.place.sheet} {one.place.cell}",
        )
        for one in framework.past
        if one.measure in framework.measures
    }  # fmt: skip


def _traced(one: Traced, words: str) -> PastValue:
    """A figure of the ledger, with its file, its cell and how it was judged."""
    assert one.terms is not None and one.figure.value is not None
    place, judged = one.source.place, f", {one.judgement.status.value}" if one.judgement else ""
    source = f"{place.file}, {place.sheet} {place.cell}, received {in_words(one.source.received.date())}{judged}"
    return PastValue(one.measure, one.period, _shown(one.figure.value, one.terms.kind), words, source)


def _shown(value: Decimal, kind: Kind) -> Decimal | date | str:
    """A figure as it stands in a register: a day as a day, an answer in words."""
    if kind is Kind.YES_NO:
        return "Yes" if value else "No"
    return day_of(value) if kind is Kind.DATE else value


def _found(union: Union, councils: Mapping[str, Workspace], made: Merged, crosswalk: Path, progress: Progress) -> None:
    """Make the new workspace; what is kept of the councils comes first, so that a command that is stopped can be run again."""
    if (union.into / settings_file.FILE).exists() or (union.into / REGISTER).exists():
        raise PutRight(
            f"{union.into}: this folder holds a workspace already. Choose another folder; nothing was changed."
        )
    for code, workspace in councils.items():
        for path in sorted(workspace.folder.rglob("*")):
            if path.is_file() and path.suffix not in _PASSING:
                progress(f"{code}: {path.name}")
                copy_in_place(path, union.into / BEFORE / code / path.relative_to(workspace.folder))
    put_in_place(union.into / CROSSWALK, crosswalk.read_bytes())
    new_workspace(union.into, union.council, made.rows)
    text = (union.into / settings_file.FILE).read_text(encoding="utf-8")
    for key, value in _settings_alike(councils).items():
        said = f'"{value}"' if isinstance(value, str) else str(value).lower()
        text = re.sub(rf"^# {key} = .*$", lambda _, line=f"{key} = {said}": line, text, flags=re.M)
    put_in_place(union.into / settings_file.FILE, text.encode())


#: Settings that are about a place, which the new council has its own of.
_OF_A_PLACE = {"council", "ledger", "inbox", "outgoing", "archive", "master", "reports", "open_data", "queries", "logo", "move_collected_to",
               "lock_password", "holds_from", "mail_server", "mail_from", "mail_security", "mail_user"}  # fmt: skip


def _settings(councils: Mapping[str, Workspace]) -> dict[str, list[object]]:
    every = [vars(one.settings) for one in councils.values()]
    return {key: [one[key] for one in every] for key in every[0] if key not in _OF_A_PLACE}


def _settings_alike(councils: Mapping[str, Workspace]) -> dict[str, object]:
    """The settings that the councils share."""
    return {key: values[0] for key, values in _settings(councils).items() if all(one == values[0] for one in values)}


def _settings_that_differ(councils: Mapping[str, Workspace]) -> list[str]:
    """What has to be decided, because the councils had it set otherwise."""
    return [
        f'pmf.toml: "{key}" is not the same ({", ".join(f"{code}: {value}" for code, value in zip(councils, values, strict=True))}), so the new one has pmf\'s own. Decide it there.'
        for key, values in _settings(councils).items()
        if any(one != values[0] for one in values)
    ]


def first_period(period: Period) -> Period:
    """The month with which a new council begins: that of a month, or the April of a financial year."""
    if period.length is Length.QUARTER:
        raise Mistyped(
            f"{period.label} is a quarter. A council begins with a month or a financial year: write 2015-04 or 2015/16."
        )
    return month(period.start.year, period.start.month)
