"""Data: one row for each figure, with where it came from."""

from __future__ import annotations

from pmf_excel.excel.sheets import Rows
from pmf_excel.master.cells import figure_shown, target_shown
from pmf_excel.master.drawing import MasterSheet
from pmf_excel.master.view import View


class Data(MasterSheet):
    """One row a figure."""

    key = "data"
    always = True
    statuses = ()

    def rows(self, view: View) -> Rows:
        """Every figure with its provenance."""
        return [
            {
                "code": line.measure, "period": line.figure_period.id, "service": line.terms.service,
                "figure": figure_shown(line), "absence": line.figure.absence.value if line.figure.absence else "",
                "target": target_shown(line), "status": line.status.value,
                "file": source.place.file if source else "", "sheet": source.place.sheet if source else "",
                "cell": source.place.cell if source else "", "received": source.received.date() if source else None,
                "sha256": source.sha256 if source else "",
            }
            for line in view.lines
            for source in [line.source]
        ]  # fmt: skip
