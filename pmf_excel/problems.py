"""What may be wrong in a workbook: a place, what was found there, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters: an error holds its row, a query wants an explanation, a note is for information."""

    ERROR = "error"
    QUERY = "query"
    NOTE = "note"


#: Every problem code with what it stands for. A code is never reused; a new rule takes a new number.
CODES: dict[str, str] = {
    # the register
    "PMF-101": "a sheet of the register is missing",
    "PMF-102": "a column of the register is missing",
    "PMF-103": "a cell that must be filled in is empty",
    "PMF-104": "the same code twice",
    "PMF-105": "a code that no other sheet knows",
    "PMF-106": "not one of the choices",
    "PMF-107": "not a period",
    "PMF-108": "a measure without a target",
    "PMF-109": "not a number",
    "PMF-110": "not a date",
    "PMF-111": "a number outside its limits",
    "PMF-112": "a code with letters that cannot be used",
    "PMF-113": "a service with nothing to return",
    "PMF-114": "text longer than Excel or the return can hold",
    "PMF-115": "a period of the wrong length for the measure",
    "PMF-116": "the same measure and period twice",
    "PMF-117": "a formula or an error value in the register",
    "PMF-118": "characters that cannot be printed were taken out of the register",
    "PMF-119": "a measure judged against a target, of which neither way is better",
    "PMF-120": "a number typed with a percent sign",
    "PMF-121": "an end before its beginning",
    "PMF-122": "a period that can be read in two ways",
    "PMF-123": "a heading twice in the register",
    "PMF-124": "a sign or words in a target, and how they were read",
    "PMF-125": "dates in the wrong order",
    "PMF-126": "a completion that the rest of its row contradicts",
    "PMF-127": "a status that today's date contradicts",
    "PMF-128": "a status that needs a note",
    "PMF-129": "a budget line for a period that is not a financial year",
    "PMF-130": "a Green value worse than the Amber value",
    "PMF-131": "a profile that is none",
    "PMF-132": "a target that goes against the measure's polarity",
    "PMF-133": "a measure that adds up has a target for the whole year only",
    "PMF-134": "a code that refers to itself",
    "PMF-135": "a percentage in the register that looks like a fraction",
    "PMF-136": "a date where a month is meant",
    "PMF-137": "text that a return would have to cut",
    "PMF-138": "a waiver of what is no rule, or cannot be waived",
    "PMF-139": "the same report or question twice",
    "PMF-140": "an answer without its day, or a day without its answer",
    "PMF-141": "a part in performance management that does not say when, or for whom",
    # councils that become one
    "PMF-160": "an item that its council does not have, or has twice",
    "PMF-161": "an item without a row in the crosswalk",
    "PMF-162": "a new code that is missing, or cannot be one",
    "PMF-163": "a new code for several items that are not joined, or for one that is joined with nothing",
    "PMF-164": "joined items of which none leads, or more than one",
    "PMF-165": "measures that are counted differently and cannot be joined",
    "PMF-166": "histories that cannot be added up",
    "PMF-142": "a change of the register that nobody approved since it was adopted",
    "PMF-143": "a register that nobody adopted",
    "PMF-144": "a review of the framework that is due, or a review date that is none",
    "PMF-145": "an officer who answers for measures and is on none of the sheets of people",
    "PMF-146": "a service's answer to another wording of an open question",
    # a return
    "PMF-201": "a figure is missing",
    "PMF-202": "a figure and a reason for having none",
    "PMF-203": "a figure outside its limits",
    "PMF-204": "not one of the choices",
    "PMF-205": "commentary is missing",
    "PMF-206": "an action is missing",
    "PMF-207": "the return is not signed off",
    "PMF-208": "not a date",
    "PMF-209": "a formula where a figure belongs",
    "PMF-210": "a locked cell was changed",
    "PMF-211": "a row of the return is missing",
    "PMF-212": "the same row twice",
    "PMF-213": "a row that was not asked for",
    "PMF-214": "text where a number belongs",
    "PMF-215": "characters that cannot be printed were taken out",
    "PMF-216": "an error value where a figure belongs",
    "PMF-217": "a sheet or column of the return is missing",
    "PMF-218": "the same sheet twice",
    "PMF-219": "a figure that looks like a fraction of one where percent is asked",
    "PMF-220": "text longer than a report can hold",
    "PMF-221": "a percentage typed with its sign",
    "PMF-222": "a row left empty that was answered before",
    "PMF-223": "a heading twice",
    "PMF-224": "a figure that builds up over the year and has fallen",
    "PMF-225": "a zero that looks like a figure that is missing",
    "PMF-226": "dates of an item in the wrong order",
    "PMF-227": "a completion that the rest of an item contradicts",
    "PMF-228": "a status of an item that its dates contradict",
    "PMF-229": "two numbers that make no share",
    "PMF-230": "an input of an item is missing",
    "PMF-231": "a row changed that a marked-up copy had locked",
    "PMF-232": "a number typed as text, and how it was read",
    "PMF-233": "a word for none, or digits with a blank between them, and how it was read",
    "PMF-234": "a reason for having no figure typed in the figure's place",
    "PMF-235": "a dash where a figure belongs",
    "PMF-236": "a yes or no typed in another way",
    "PMF-237": "a date typed as text, and how it was read",
    "PMF-238": "a quarter without a year where a date belongs",
    "PMF-239": "a figure fifty times larger or smaller than all that is known",
    "PMF-240": "a figure of the opposite sign to all that is known",
    "PMF-241": "more counted than there are",
    "PMF-242": "the same commentary as last time",
    "PMF-243": "commentary that contradicts the figure",
    "PMF-244": "a percentage complete that looks like a fraction",
    "PMF-245": "a percentage complete that has fallen",
    "PMF-246": "ten times the budget",
    "PMF-247": "an amount of the opposite sign to its budget",
    "PMF-248": "a return that came back with nothing filled in",
    "PMF-249": "an amount finer than a penny",
    "PMF-250": "cells merged into one",
    "PMF-251": "a proposal that changes nothing in how its measure is judged",
    "PMF-252": "a tolerance that is a share of a target of 0",
    "PMF-253": "two proposed values of which one is on the wrong side of the other",
    "PMF-254": "dates of an action that go against one another",
    "PMF-255": "a plan code that the Corporate Plan does not have",
    # a file in the inbox
    "PMF-301": "not one of our returns",
    "PMF-302": "a damaged file",
    "PMF-303": "an empty file",
    "PMF-304": "a file locked with a password",
    "PMF-305": "an old .xls workbook",
    "PMF-306": "another kind of file",
    "PMF-307": "the marks in the return disagree",
    "PMF-308": "the return answers an older issue",
    "PMF-309": "the file has not finished arriving",
    "PMF-310": "a return that was never issued from this workspace",
    "PMF-311": "the file could not be read just now",
    "PMF-312": "a macro or automatic link",
    "PMF-313": "a file too large or too complicated to be a return",
    "PMF-314": "the Strict kind of Excel workbook",
    "PMF-315": "two different copies of a return arrived together",
    "PMF-316": "pmf itself failed on the file",
    "PMF-317": "an OpenDocument spreadsheet",
    "PMF-318": "a return of a round that is closed",
    "PMF-319": "a first return of a round that takes only corrections",
    "PMF-320": "a row that says again what an older copy said",
    "PMF-321": "a return with a form of another version that cannot be read",
    "PMF-322": "a return with an older form",
    "PMF-323": "a figure restated without a reason",
    "PMF-324": "a cell in which two copies of a return differ",
    "PMF-325": "a file that is only in the cloud",
    "PMF-326": "a file that somebody has open",
    "PMF-327": "something that a return carries and that was not opened",
    "PMF-328": "pmf itself failed on a marked-up copy",
    "PMF-340": "a PDF",
    "PMF-341": "a text document",
    "PMF-342": "a presentation",
    "PMF-343": "a binary Excel workbook",
    "PMF-344": "a table as plain text",
    "PMF-345": "an email message",
    "PMF-346": "a zip folder",
    "PMF-347": "a shortcut to a file that is elsewhere",
    "PMF-348": "a web page",
    "PMF-349": "a picture",
    # a file of comparators
    "PMF-401": "a file that is no table of comparators",
    "PMF-402": "a column of comparators is missing",
    "PMF-403": "a heading twice in a file of comparators",
    "PMF-404": "more cells than headings in a file of comparators",
    "PMF-405": "a cell of comparators that must be filled in is empty, or has no word in it",
    "PMF-406": "a comparator of a measure that is unknown, or has no number",
    "PMF-407": "a comparator's period that is none, or unlikely",
    "PMF-408": "a comparator that is not a number",
    "PMF-409": "a comparator given twice, with another value or source",
    "PMF-410": "text longer than a comparator can hold",
    "PMF-411": "a comparator withdrawn that is not there",
    "PMF-412": "a comparator with a sign or words in it, and how it was read",
    "PMF-413": "a percentage of comparators that looks like a fraction",
    # a committee format
    "PMF-501": "a field that no report has",
    "PMF-502": "a field that is not well formed",
    "PMF-503": "a style that reports need is missing",
    "PMF-504": "a slot where nothing can be put",
    "PMF-505": "a field or slot that the format has no place for",
    "PMF-506": "a mark that must stand on each page is missing",
    "PMF-507": "type smaller than reports may have",
    "PMF-508": "a box that no report ticks",
    "PMF-509": "a number typed before a heading",
    "PMF-510": "a file that is no Word document",
    "PMF-511": "a report that the register asks for and that could not be made",
    # a report that was edited by hand
    "PMF-520": "a figure of a report that is not the ledger's",
    "PMF-521": "a status of a report that is not the ledger's",
    "PMF-522": "a figure typed into a report that stands nowhere in the ledger's",
    "PMF-523": "a figure of a report rounded further than the ledger's",
    "PMF-524": "something that was taken out of a report",
    "PMF-525": "a row, table or chart that the ledger's report does not have",
    "PMF-526": "numbers of a report that do not add up",
    "PMF-527": "a reference to what is not there",
    "PMF-528": "a heading or label of a report with nothing below it",
    "PMF-529": "a field of a front sheet that is still to be completed",
    "PMF-530": "a box that is ticked neither Yes nor No, or both",
    "PMF-531": "statuses without their key",
    "PMF-532": "a shape, word and colour that contradict each other, or a colour alone",
    "PMF-533": "exempt text in an open report",
    "PMF-534": "a mark of a report that its pages no longer have",
    "PMF-535": "a document without its language or title",
    "PMF-536": "headings out of order, or no longer headings",
    "PMF-537": "a table without a heading row",
    "PMF-538": "merged cells in a table of a report",
    "PMF-539": "a picture or chart without alternative text",
    "PMF-540": "a text box in a report",
    "PMF-541": "type of a report smaller than the setting",
    "PMF-542": "a table of a report without a description",
    "PMF-543": "a report that could not be held against the ledger",
    "PMF-544": "a report whose figures have changed in the ledger since",
    "PMF-545": "tracked changes or comments left in a report",
    "PMF-546": "words of a report that are too faint to read",
}


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: a file, and in it perhaps a sheet and a cell."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if self.cell:
            parts.append(self.cell)
        return ", ".join(parts)


@dataclass(frozen=True)
class Problem:
    """One thing wrong: its code, how much it matters, where it is, what was found and what to do."""

    code: str
    severity: Severity
    place: Place
    found: str
    remedy: str
    #: The row and column of a return it is about: part|code|period|column. Nothing where it is about more than one row.
    about: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"{self.code} is not a known problem code")

    def __str__(self) -> str:
        return f"{self.place}: {self.found} {self.remedy} ({self.code})"

    def as_json(self) -> dict[str, str]:
        """The problem as plain values for ``--json``."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "message": str(self),
        }


def error(code: str, place: Place, found: str, remedy: str) -> Problem:
    """A problem that holds its row until it is put right."""
    return Problem(code, Severity.ERROR, place, found, remedy)


def query(code: str, place: Place, found: str, remedy: str) -> Problem:
    """A problem that is taken as it is, but wants an explanation."""
    return Problem(code, Severity.QUERY, place, found, remedy)


def note(code: str, place: Place, found: str, remedy: str) -> Problem:
    """Something worth knowing that asks nothing of anybody."""
    return Problem(code, Severity.NOTE, place, found, remedy)


def near_miss(typed: str, known: Iterable[str], alike: float = 0.6) -> str:
    """``Did you mean "…"? `` when one of the known words is close to what was typed (1 is the same), else nothing."""
    by_fold = {word.casefold(): word for word in known}
    close = difflib.get_close_matches(typed.strip().casefold(), list(by_fold), n=1, cutoff=alike)
    return f'Did you mean "{by_fold[close[0]]}"? ' if close else ""


def errors_in(problems: Iterable[Problem]) -> list[Problem]:
    """Those of the problems that hold something up."""
    return [p for p in problems if p.severity is Severity.ERROR]
