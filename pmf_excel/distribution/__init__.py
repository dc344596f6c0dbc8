"""Gets the returns to the services and asks for what is missing: folders, drafts, calendar files and, if wanted, sending."""

from pmf_excel.distribution.outgoing import distribute
from pmf_excel.distribution.reminders import remind

__all__ = ["distribute", "remind"]
