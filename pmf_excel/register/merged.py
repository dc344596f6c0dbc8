"""The register of a council that several become, worked out from theirs by a crosswalk: rows to rows, with nothing lost unsaid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Layout, Sheet
from pmf_excel.excel.values import folded
from pmf_excel.excel.writer import Value
from pmf_excel.framework.lineage import Became
from pmf_excel.framework.periods import Period
from pmf_excel.register.crosswalk import CARRIED, JOINED, SORTS, Crosswalk, Registers, Step, apart_code
from pmf_excel.register.rows import PlainRow

#: What a new council decides anew, and what each had before stays in its own workspace.
NOT_CARRIED = ("document", "versions", "lineage")
#: Columns that hold the code of an item of any sort.
ANY_ITEM = {("questions", "item"), ("amendments", "item")}
#: The sheets in which such a code may stand.
ITEM_SHEETS = ("measures", "activities", "recommendations", "risks", "budgets")


@dataclass(frozen=True)
class PastValue:
    """A figure that a council had: for which measure by its old code, for which period, what was said, and where it came from."""

    measure: str
    period: Period
    value: Decimal | date | str
    commentary: str
    source: str


@dataclass
class Merged:
    """The new register's rows, and what is worth saying of how they came about."""

    rows: dict[str, list[PlainRow]]
    said: list[str] = field(default_factory=list)


def merge(
    registers: Registers, names: Mapping[str, str], walk: Crosswalk, past: Mapping[str, Sequence[PastValue]], first: Period,
    layout: Layout,
) -> Merged:  # fmt: skip
    """The rows of the new council's register, which begins with the period ``first``; ``past`` are the figures of each council."""
    return _Merging(registers, names, walk, past, first, layout).merged()


class _Merging:
    """One merge."""

    def __init__(
        self, registers: Registers, names: Mapping[str, str], walk: Crosswalk, past: Mapping[str, Sequence[PastValue]],
        first: Period, layout: Layout,
    ) -> None:  # fmt: skip
        self.registers, self.names, self.walk, self.past, self.first = registers, names, walk, past, first
        self.layout = layout
        self.said: list[str] = []
        self.rows: dict[str, list[PlainRow]] = {}

    def merged(self) -> Merged:
        """All sheets of the layout, in its order."""
        for sheet in self.layout.sheets:
            if sheet.key in NOT_CARRIED or sheet.key == "past":
                continue
            made = self._coded(sheet) if sheet.key in SORTS.values() else self._plain(sheet)
            self._unique(sheet, made)
            self.rows[sheet.key] = [row for _, row in made]
        self._histories()
        self.rows["lineage"] = self._lineage()
        return Merged(self.rows, self.said)

    def _coded(self, sheet: Sheet) -> list[tuple[str, PlainRow]]:
        """The rows of a sheet whose rows have codes: those carried and, of those joined, the one that leads."""
        made = []
        for council, row in self._each(sheet.key):
            step = self.walk.step(council, sheet.key, str(row.get("code") or ""))
            if step is None or not step.new or (step.becomes == JOINED and not step.leads):
                continue
            found = self._translated(sheet, council, row)
            if found is not None:
                made.append((council, {**found, "code": step.new}))
        return made

    def _plain(self, sheet: Sheet) -> list[tuple[str, PlainRow]]:
        """The rows of any other sheet, each once; of a joined measure's targets and waivers only those of the one that leads."""
        made: list[tuple[str, PlainRow]] = []
        seen = set()
        for council, row in self._each(sheet.key):
            step = self.walk.step(council, "measures", str(row.get("measure") or ""))
            if step is not None and step.becomes == JOINED and not step.leads:
                continue
            found = self._translated(sheet, council, row)
            if found is None:
                continue
            key = tuple(sorted((name, str(value)) for name, value in found.items()))
            if key not in seen:
                seen.add(key)
                made.append((council, found))
        return made

    def _each(self, key: str) -> Iterable[tuple[str, PlainRow]]:
        return ((council, row) for council, sheets in self.registers.items() for row in sheets.get(key, ()))

    def _translated(self, sheet: Sheet, council: str, row: PlainRow) -> PlainRow | None:
        """A row with the new codes in it; nothing where something it cannot do without was left out, which is said."""
        made: PlainRow = {}
        for column in sheet.columns:
            value = row.get(column.key)
            if value is None:
                continue
            if column.refers or (sheet.key, column.key) in ANY_ITEM:
                sheets = (column.refers.split(".")[0],) if column.refers else ITEM_SHEETS
                new = self._new(council, sheets, str(value))
                if new is None:
                    if column.required:
                        self._say_dropped(sheet, council, row, column.heading, str(value))
                        return None
                    continue
                value = new
            made[column.key] = value
        return made

    def _new(self, council: str, sheets: Iterable[str], code: str) -> str | None:
        """The new code of what a cell names; nothing where that was left out."""
        for sheet in sheets:
            step = self.walk.step(council, sheet, code)
            if step is not None:
                return step.new or None
        return None

    def _say_dropped(self, sheet: Sheet, council: str, row: PlainRow, heading: str, code: str) -> None:
        named = str(row.get("code") or row.get("title") or row.get("period") or "")
        self.said.append(
            f"{council}, {sheet.title}{f', {named}' if named else ''}: left out, because its {heading.lower()} {code} was."
        )

    def _unique(self, sheet: Sheet, made: list[tuple[str, PlainRow]]) -> None:
        """Tell apart what must have a name of its own: the council's code is put behind the name, and that is said."""
        for column in sheet.columns:
            if not column.unique or column.kind == "code":
                continue
            seen: dict[str, int] = defaultdict(int)
            for _, row in made:
                seen[folded(str(row.get(column.key) or ""))] += 1
            for council, row in made:
                name = str(row.get(column.key) or "")
                if name and seen[folded(name)] > 1:
                    row[column.key] = f"{name} ({council})"
                    self.said.append(
                        f"{council}, {sheet.title}: two are called “{name}”, so this one is “{name} ({council})”."
                    )

    def _histories(self) -> None:
        """The figures of before: under the new code where one measure goes on alone, apart where several become one."""
        rows: list[PlainRow] = []
        sums: dict[tuple[str, Period], dict[str, Decimal]] = defaultdict(dict)
        joined = self.walk.joined("measures")
        for council, row in self._each("measures"):
            step = self.walk.step(council, "measures", str(row.get("code") or ""))
            if step is None or not step.new:
                continue
            own = [one for one in self.past.get(council, ()) if one.measure.casefold() == step.old.casefold()]
            code = step.new
            if step.becomes == JOINED:
                code = apart_code(council, step.old)
                if own:
                    self.rows["measures"].append(self._apart(council, row, code))
                if step.added_up:
                    for one in own:
                        if isinstance(one.value, Decimal):
                            sums[step.new, one.period][council] = one.value
            rows += [self._past_row(council, code, one) for one in own]
        for (code, period), values in sums.items():
            if len(values) == len(joined[code]):
                parts = ", ".join(f"{council} {value:f}" for council, value in values.items())
                rows.append(
                    {
                        "measure": code,
                        "period": period.short,
                        "figure": sum(values.values()),
                        "source": f"Added up: {parts}.",
                    }
                )
        rows.sort(key=lambda row: str(row["measure"]))
        self.rows["past"] = rows

    def _apart(self, council: str, row: PlainRow, code: str) -> PlainRow:
        """A measure that became part of another one: it is asked for no more, and keeps its own past."""
        found = self._translated(self.layout.sheet("measures"), council, row) or {}
        kept = {key: value for key, value in found.items() if key not in ("replaces", "tolerance", "tolerance_kind")}
        title = f"{row.get('title') or code} ({self.names[council]})"
        return {**kept, "code": code, "title": title[:250], "rule": "Data only", "withdrawn": self.first.short}

    def _past_row(self, council: str, code: str, one: PastValue) -> PlainRow:
        source = f"{self.names[council]}: {one.source}"
        value: Value = one.value
        return {
            "measure": code,
            "period": one.period.short,
            "figure": value,
            "commentary": one.commentary[:4000] or None,
            "source": source[:250],
        }

    def _lineage(self) -> list[PlainRow]:
        """What became of each item that has another code now, or became one with others."""
        year, made = self.first.financial_year.label, []
        for step in self.walk.steps.values():
            if step.sheet not in ITEM_SHEETS:
                continue
            name = self.names[step.council]
            if not step.new:
                self.said.append(f"{step.council} {step.old} does not go on.")
            elif step.becomes == JOINED:
                earlier = apart_code(step.council, step.old) if step.sheet == "measures" else step.old
                leads = ", whose wording, target and rules hold" if step.leads else ""
                made.append(_line(year, step, Became.REPLACED, earlier, f"Was {step.old} of {name}{leads}; joined."))
            elif step.becomes == CARRIED:
                what = Became.CARRIED if step.new == step.old else Became.AMENDED
                earlier = "" if step.new == step.old else step.old
                made.append(_line(year, step, what, earlier, f"Was {step.old} of {name}."))
        return made


def _line(year: str, step: Step, what: Became, earlier: str, note: str) -> PlainRow:
    return {"year": year, "item": step.new, "what": what.value, "earlier": earlier or None, "note": note}
