"""About: what the workbook was made from, what its words mean, and the control totals that show that nothing is missing."""

from __future__ import annotations

from collections.abc import Mapping

from pmf_excel.excel.sheets import Formula, Rows, Shown
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.model import ToleranceKind
from pmf_excel.framework.rules import RuleSet
from pmf_excel.framework.status import SHAPES, Rag
from pmf_excel.framework.totals import Total
from pmf_excel.ledger.sentences import counted
from pmf_excel.master.control import NOT_DUE, in_force, rows_asked, statuses
from pmf_excel.master.drawing import All, Drawing, MasterSheet
from pmf_excel.master.view import View

MADE, CHECKED, KEY, WORDS = "Made from", "Control totals", "Key to statuses", "Words"
#: The total of all that the sheet Data holds.
EVERY = "Figures of every period"
AGREES, DIFFERS = "● Agrees", "▲ Does not agree"
#: What each word of the workbook means, where it is not plain.
MEANINGS = (
    ("Rated", "A measure whose figure has a colour. Every percentage is of rated measures, and says so."),
    ("Not rated", "A measure without a colour: no target, for information only, not yet available, does not apply, withheld, being put right, awaited or not due. Each reason is counted apart."),
    ("Being put right", "The figure came back with something wrong in its row; nothing of it is shown until the service has put it right."),
    ("Provisional", "The service says that the figure may still change, or has not signed off the return it came in."),
    ("Revised", "A different figure was given before; the sheet Corrections says which, and why."),
    ("Better, same, worse", "Which way a measure moves, judged by which way is better and never by sign: since the period before, and since the same period last year."),
    ("Periods running", "For how many periods without a break a measure has been short of target, the present one among them."),
    ("Usual range", "The limits of an XmR chart: the mean of the figures, plus and minus 2.66 times their average change from one to the next. From 8 figures."),
)  # fmt: skip


class About(MasterSheet):
    """One row a statement; control totals have a number from the ledger, a live count from the sheets, and a check of the two."""

    key = "about"
    always = True
    statuses = ("check",)

    def rows(self, view: View) -> Rows:
        """Everything but the live counts, which want the other sheets."""
        return [*self._made(view), *self._totals(view), *self._key(view), *({"section": WORDS, "what": what, "said": said} for what, said in MEANINGS)]  # fmt: skip

    def live(self, rows: Rows, view: View, others: All) -> Rows:
        """The control totals with their live counts and checks."""
        own = others[self.key]
        places = {row["what"]: number for number, row in enumerate(rows)}
        measures, returns = others["measures"], others["returns"]
        status = measures.cells("status")
        counts: dict[str, str] = {
            "Rows asked": f"SUM({returns.cells('asked')})",
            "Rows asked: returned": f"SUM({returns.cells('taken')})",
            "Measures of the round": f"COUNTA({measures.cells('code')})" if view.lines else "0",
            "Figures of the round": f"COUNTA({measures.cells('figure')})",
            "Measures of the round: not rated": f'SUMPRODUCT(--(LEFT({status},1)="○"))',
        }
        shapes = {colour: shape for shape, colour in SHAPES.items()}
        counts |= {f"Measures of the round: {rag.value}": f'SUMPRODUCT(--(LEFT({status},1)="{shapes[rag.value]}"))' for rag in Rag}  # fmt: skip
        data = [one.cells("code") for key, one in others.items() if key.startswith("data")]
        counts[EVERY] = "+".join(f"COUNTA({cells})" for cells in data) or "0"
        for total in (rows_asked(view.position), in_force(view.position, view.framework), statuses(view.position)):
            parts = [own.cell(places[f"{total.what}: {name}"], "number") for name, _ in total.parts]
            counts[f"{total.what}: all together"] = f"SUM({parts[0]}:{parts[-1]})"
        return [self._counted(row, counts) for row in rows]

    @staticmethod
    def _counted(row: Mapping[str, Shown], counts: Mapping[str, str]) -> Mapping[str, Shown]:
        formula = counts.get(str(row["what"])) if row["section"] == CHECKED else None
        number = row.get("number")
        if formula is None or not isinstance(number, int):
            return row
        check = Formula(lambda cell: f'IF({cell("number")}={cell("live")},"{AGREES}","{DIFFERS}")', AGREES)
        return {**row, "live": Formula(lambda cell: formula, number), "check": check}

    def mark(self, on: Drawing) -> str:
        """That the totals agree: no master is written whose do not."""
        return f"Every control total agrees. {super().mark(on)}".strip()

    @staticmethod
    def _made(view: View) -> Rows:
        position = view.position
        exempt = (
            "It holds what is exempt from publication." if view.exempt else "It holds nothing that is marked as exempt."
        )
        said = (
            ("Council", view.council),
            ("Round", position.round.label),
            ("For", f"{view.readers.said or 'The officers who look after performance'}. {exempt}"),
            ("Made from", f"The ledger as it stood on {in_words(position.moment.date())}, {position.moment:%H:%M}: "
                          f"{counted(position.files, 'file')} received, {counted(len(position.returns), 'return')} of this round."),
            *((("Approved", view.approved),) if view.approved else ()),
            ("Register", f"Version {position.register_seq} of framework.xlsx, SHA-256 {position.register_sha256}."),
            ("Traced", "Each figure has its row on the sheet Data, with the file, sheet and cell it was read from."),
        )  # fmt: skip
        return [{"section": MADE, "what": what, "said": text} for what, text in said]

    @staticmethod
    def _totals(view: View) -> Rows:
        position = view.position
        sums = (
            (rows_asked(position), "What the returns of the round asked, those asked again among it."),
            (in_force(position, view.framework), "What the register has in force at the round's end."),
            (statuses(position), "Measures that report a period ending with the round."),
        )
        rows: list[Mapping[str, Shown]] = []
        for total, about in sums:
            rows += [{"section": CHECKED, "what": total.what, "said": about, "number": total.whole}]
            rows += [{"section": CHECKED, "what": f"{total.what}: {name}", "said": _about(name), "number": number} for name, number in total.parts]  # fmt: skip
            rows.append(
                {"section": CHECKED, "what": f"{total.what}: all together", "said": _sum(total), "number": total.whole}
            )
        loaded = sum(line.figure.value is not None for line in view.lines)
        rows.append({"section": CHECKED, "what": "Figures of the round", "said": "Figures in the ledger, and cells with a figure on the sheet Measures.", "number": loaded})  # fmt: skip
        rows.append({"section": CHECKED, "what": EVERY, "said": "Figures and reasons for none that services gave or the register has, and rows on the sheet Data.", "number": len(view.traces or ())})  # fmt: skip
        return rows

    @staticmethod
    def _key(view: View) -> Rows:
        used = {line.terms.rule.name: line.terms.rule for line in view.lines}
        return [
            {"section": KEY, "what": rule.name, "said": f"{rule.about.rstrip('.')}. {_steps(rule)}"} for rule in used.values()
        ] + [_tolerances(view)]  # fmt: skip


def _about(name: str) -> str:
    return "In the register and in force, and not asked about in this round." if name == NOT_DUE else ""


def _sum(total: Total) -> str:
    return f"{' + '.join(name for name, _ in total.parts)}.".capitalize()


def _steps(rule: RuleSet) -> str:
    """The steps of a rule in words: the first that holds decides."""
    said = [f"{step.status.shown}: {step.when}{f' {step.value.normalize():f}' if step.condition.needs_value else ''}" for step in rule.steps]  # fmt: skip
    return f"In order: {'; '.join(said)}."


def _tolerances(view: View) -> Mapping[str, Shown]:
    usual = {
        f"{line.terms.tolerance.amount.normalize():f}{'% of the target' if line.terms.tolerance.kind is ToleranceKind.RELATIVE else ' points'}"
        for line in view.lines if line.terms.rule.compares
    }  # fmt: skip
    said = f"Tolerances in use: {', '.join(sorted(usual))}. Each measure's own is on the sheet Measures." if usual else "No measure is judged by a tolerance."  # fmt: skip
    return {"section": KEY, "what": "Tolerance", "said": said}
