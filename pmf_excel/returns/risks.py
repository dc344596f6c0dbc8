"""Risks in a return: likelihood and impact as they are now, by the council's own matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.framework.risk import Band, Matrix, Score, step_of
from pmf_excel.framework.status import Rag, Status
from pmf_excel.ledger.records import ItemAnswer, ItemAsked
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.returns.items import ALWAYS, Last, Live, MonthlyPart, Need, Told, last_said
from pmf_excel.returns.live import TO_DO, LiveRow
from pmf_excel.returns.mirrors import plain

#: The hidden area in which the levels of the matrix stand, likelihood down and impact across.
LEVELS = "risk_levels"


def level(band: Band) -> str:
    """A band as a cell shows it, with its shape."""
    return Status(band.name, band.rag).shown


def score_of(said: ItemAnswer, matrix: Matrix) -> Score | None:
    """How great a risk is by what was chosen; nothing where one of the two is missing."""
    likelihood = step_of(matrix.likelihood, said.said.get("likelihood", ""))
    return matrix.score(likelihood or 0, step_of(matrix.impact, said.said.get("impact", "")) or 0)


def _because_red(told: Told) -> str:
    score = score_of(told.said, told.sticks.matrix)
    return f"the level is {score.band.name}" if score and score.band.rag is Rag.RED else ""


def _red(row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> str:
    return f'LEFT({row["band"]},1)="{level(Band("", Rag.RED))[0]}"'


class Risks(MonthlyPart):
    """Every risk the service owns."""

    key, one, many = "risks", "risk", "risks"
    needs: Mapping[str, Need] = {"always": ALWAYS, "the risk is Red": Need(_red, _because_red)}

    def asked(self, framework: Framework, service: str, at: Period, last: Last, sticks: Yardsticks) -> list[ItemAsked]:
        """The service's risks, in the register's order."""
        rows = []
        for risk in framework.risks:
            if risk.service != service:
                continue
            before = last.get((self.key, risk.code))
            score = score_of(before, sticks.matrix) if before else risk.score(sticks.matrix)
            scored = f"{score.points}, {level(score.band)}" if score else ""
            words = before.said.get("note", "") if before else ""
            printed = {"code": risk.code, "title": risk.title, "owner": risk.owner, "controls": risk.controls,
                       "last_said": last_said(scored, words)}  # fmt: skip
            rows.append(ItemAsked(self.key, risk.code, {}, printed))
        return rows

    def live(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Mapping[str, Live]:
        """The score and the level, while likelihood and impact are chosen."""
        places: dict[str, Any] = {
            key: f"MATCH({plain(row[key])},list_{key},0)" for key in ("likelihood", "impact")
        }  # fmt: skip
        score = f'IFERROR({places["likelihood"]}*{places["impact"]},"")'
        band = f'IFERROR(INDEX({LEVELS},{places["likelihood"]},{places["impact"]}),"{TO_DO}")'
        return {"score": (score, ""), "band": (band, TO_DO)}

    def shown(self, told: Told) -> Mapping[str, str | float]:
        """The score and the level."""
        score = score_of(told.said, told.sticks.matrix)
        return {"score": score.points, "band": level(score.band)} if score else {"score": "", "band": TO_DO}


RISKS = Risks()
