"""The check of a report that was edited by hand: against the ledger, and by itself."""

from pmf_excel.reports.lint.check import Ledger, lint
from pmf_excel.reports.lint.private import Secret

__all__ = ["Ledger", "Secret", "lint"]
