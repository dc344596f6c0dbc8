"""What becomes of a file in the inbox, and what is said of one that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pmf_excel.problems import Place, Problem, error, note

#: What a file is called when it cannot be a workbook, and what to do about it.
UNREADABLE = {
    "empty": ("PMF-303", "the file is empty: it has no bytes at all.", "Save the return again in Excel and put it back in the inbox."),
    "damaged": ("PMF-302", "the file is damaged and cannot be opened.", "Open it in Excel, save it again under the same name, or ask the service for a new copy."),
    "large": ("PMF-313", "the file is far larger than a return can be, and was not opened.", "Ask the service to fill in the workbook as it was sent."),
    "encrypted": ("PMF-304", "the file is locked with a password.", "Open it in Excel, choose File, Info, Protect Workbook, Encrypt with Password, empty the password and save."),
    "old": ("PMF-305", "the file is an old .xls workbook (Excel 97-2003).", "Open it in Excel and save it as Excel Workbook (.xlsx)."),
    "ods": ("PMF-317", "the file is an OpenDocument spreadsheet (.ods).", "Open it in the program that made it and save it as Excel Workbook (.xlsx)."),
    "macro": ("PMF-312", "the file carries a macro. Returns have none, and nothing in it was run.", "Save it in Excel as Excel Workbook (.xlsx), which leaves macros out."),
    "automatic": ("PMF-312", "the file carries an automatic link to another program. Returns have none, and it was not followed.", "In Excel, choose Data, Edit Links, Break Link, or type the value in place of the formula, and save."),
    "strict": ("PMF-314", "the file is a Strict Open XML Spreadsheet.", "Open it in Excel and save it as Excel Workbook (.xlsx)."),
    "dtd": ("PMF-302", "the file holds declarations that no spreadsheet program writes, and was not opened.", "Ask the service to fill in the workbook as it was sent."),
    "tampered": ("PMF-302", "the file is put together in a way that no spreadsheet program does, and was not opened.", "Ask the service to fill in the workbook as it was sent."),
    "xml": ("PMF-305", "the file is an XML Spreadsheet 2003.", "Open it in Excel and save it as Excel Workbook (.xlsx)."),
    "numbers": ("PMF-306", "the file was made by Numbers or another Apple program.", "Open it there, choose File, Export To, Excel, and save it as .xlsx."),
    "binary": ("PMF-343", "the file is an Excel Binary Workbook (.xlsb).", "Open it in Excel and save it as Excel Workbook (.xlsx)."),
    "table": ("PMF-344", "the file is a table as plain text, such as .csv.", "Enter its figures in the return that was sent out, and send that back."),
    "pdf": ("PMF-340", "the file is a PDF.", "Send the Excel workbook (.xlsx) that the PDF was made from."),
    "document": ("PMF-341", "the file is a text document, such as Word's.", "Enter its figures in the return that was sent out, and send that back."),
    "slides": ("PMF-342", "the file is a presentation, such as PowerPoint's.", "Enter its figures in the return that was sent out, and send that back."),
    "email": ("PMF-345", "the file is an email message.", "Open it, save the workbook attached to it, and put that in the inbox."),
    "folder": ("PMF-346", "the file is a zip folder.", "Open it, take out the workbook, and put that in the inbox."),
    "shortcut": ("PMF-347", "the file is only a shortcut to a file that is elsewhere.", "Open it, download or copy the workbook itself (.xlsx), and put that in the inbox."),
    "page": ("PMF-348", "the file is a web page, whatever its name says.", "Open it in Excel and save it as Excel Workbook (.xlsx)."),
    "picture": ("PMF-349", "the file is a picture.", "If it shows a return, send the Excel workbook (.xlsx) itself. It was left alone."),
    "other": ("PMF-306", "the file is not an Excel workbook.", "If it holds figures, enter them in the return that was sent out. It was left alone."),
}  # fmt: skip

#: Files that are nobody's return, and are left alone.
LEFT_ALONE = {"other", "picture"}
#: How the names of workbooks end: one that is called so may be a return that was damaged, and is not passed over.
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True)
class FileReport:
    """What became of one file: the verdict, what is wrong in it, and how many rows were asked, taken and held."""

    file: str
    sha256: str
    verdict: str
    service: str = ""
    round: str = ""
    problems: tuple[Problem, ...] = ()
    says: str = ""
    asked: int = 0
    taken: int = 0
    held: int = 0
    marked_up: str = ""
    path: Path | None = field(default=None, compare=False)
    #: The yearly form that it is of; nothing for the monthly return.
    form: str = ""

    @property
    def wants_attention(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.verdict in ("held", "rejected")

    @property
    def taken_in(self) -> bool:
        """Whether it was read as a return, with whatever is wrong in it."""
        return self.verdict in ("accepted", "accepted-with-notes", "held")

    def as_json(self) -> dict[str, object]:
        """The report as plain values for ``--json``."""
        return {
            "file": self.file, "sha256": self.sha256, "service": self.service, "round": self.round, "form": self.form, "verdict": self.verdict,
            "says": self.says, "problems": [p.as_json() for p in self.problems],
            "rows": {"asked": self.asked, "taken": self.taken, "held": self.held}, "marked_up": self.marked_up,
        }  # fmt: skip


def unreadable(trouble: str, place: Place, sha256: str, fresh: bool) -> tuple[str, Problem]:
    """The verdict on a file that has no workbook in it, by its trouble in a word, and what is said of it.

    What may still be arriving waits and is never refused for good: a file that is ``fresh``, that changes while it is read, of
    which only the length is there, or that is in the cloud.
    """
    if trouble in ("changing", "arriving") or (trouble in ("damaged", "empty") and fresh):
        what = "the file has not finished arriving."
        return "waiting", note("PMF-309", place, what, "Run collect again in a few minutes.")
    if trouble == "cloud":
        what = "the file is only in the cloud, and not on this computer yet."
        remedy = 'Right-click it, choose "Always keep on this device", wait until it is there, then run collect again.'
        return "waiting", note("PMF-325", place, what, remedy)
    if trouble.startswith("fault "):
        return "rejected", fault(place, sha256, trouble.removeprefix("fault "))
    if trouble not in UNREADABLE:
        what = f"the file could not be read just now ({trouble})."
        return "waiting", note("PMF-311", place, what, "Check that it is not open elsewhere, then run collect again.")
    code, what, remedy = UNREADABLE[trouble]
    if trouble in LEFT_ALONE and place.file.casefold().endswith(WORKBOOKS):
        what = "the file is no workbook, whatever its name says."
        return "rejected", error(code, place, what, "Ask the service for the workbook it was sent, filled in.")
    if trouble in LEFT_ALONE:
        return "ignored", note(code, place, what, remedy)
    return "rejected", error(code, place, what, remedy)


def fault(place: Place, sha256: str, detail: str) -> Problem:
    """The problem of a file on which pmf itself failed."""
    what = f"pmf itself failed while reading this file ({detail})."
    remedy = f"The file is kept. Please report this with the number {sha256[:12]}; the other files were read."
    return error("PMF-316", place, what, remedy)
