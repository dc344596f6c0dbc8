"""Reads what a register says of people and teams, and what became of its items from one year to the next."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.framework.duties import unknown_officers
from pmf_excel.framework.lineage import Became, Lineage
from pmf_excel.framework.model import Framework
from pmf_excel.framework.people import Person, Team
from pmf_excel.framework.periods import Length
from pmf_excel.problems import note, query
from pmf_excel.register.lines import Line, SheetReader

#: How many measures a note names; the others are counted.
NAMED = 5


def read_teams(reader: SheetReader) -> dict[str, Team]:
    """The teams by code, of a register whose services have been read."""
    found = {}
    for line in reader.lines("teams"):
        reader.refer(line, "service", "services.code", "service")
        if code := line.text("code"):
            found[code] = Team(code, *(line.text(key) for key in ("name", "service", "lead")))
    return found


def read_people(reader: SheetReader) -> tuple[Person, ...]:
    """Everyone with a part in performance management, in the sheet's order; days that cannot be are said."""
    lines = reader.lines("people")
    titles = {line.text("job_title").casefold() for line in lines}
    found = []
    for line in lines:
        reader.refer(line, "service", "services.code", "service")
        since, until, covers = line.day("since"), line.day("until"), line.text("covers")
        if since and until and until < since:
            what = "the part ends before it begins."
            reader.say("PMF-141", line.places["until"], what, "Correct one of the two dates.")
        if covers and covers.casefold() not in titles:
            what = f'nobody on the sheet has the job title "{covers}".'
            remedy = "Enter the job title of the person who is covered, as it stands on this sheet, or add a row."
            reader.say("PMF-141", line.places["covers"], what, remedy)
        if line.text("role") == "Covers" and not covers and "covers" in line.places:
            _whom(reader, line)
        role, title, service = line.text("role"), line.text("job_title"), line.text("service")
        telephone, email, follows = line.text("telephone"), line.text("email"), line.text("follows")
        found.append(Person(role, title, service, telephone, email, since, until, covers, follows))
    return tuple(found)


def _whom(reader: SheetReader, line: Line) -> None:
    what = f'it does not say for whom "{line.text("job_title")}" covers.'
    remedy = "Enter the job title of the person who is covered."
    reader.problems.append(query("PMF-141", line.places["covers"], what, remedy))


def note_unknown_officers(reader: SheetReader, framework: Framework, measures: Sequence[Line]) -> None:
    """Note each officer who answers for measures and is on none of the sheets People, Teams and Services, where it first stands."""
    for title, codes in unknown_officers(framework).items():
        line = next(one for one in measures if one.text("code") == codes[0])
        more = f" and {len(codes) - NAMED} more" if len(codes) > NAMED else ""
        which = f"{', '.join(codes[:NAMED])}{more}"
        what = f'"{title}" answers for {which}, and is not on the sheet People.'
        reader.problems.append(
            note(
                "PMF-145",
                line.places["responsible"],
                what,
                "Add a row for that job title to the sheet People, or correct it here.",
            )
        )


def read_lineage(reader: SheetReader) -> tuple[Lineage, ...]:
    """What became of each item, year by year, in the sheet's order."""
    found = []
    for line in reader.lines("lineage"):
        year = reader.period(line, "year")
        if year is None or not line.text("item") or not line.text("what"):
            continue
        if year.length is not Length.YEAR:
            what = f"{year.short} is no financial year."
            reader.say(
                "PMF-107", line.places["year"], what, f"Enter a financial year, such as {year.financial_year.label}."
            )
            continue
        found.append(
            Lineage(year, line.text("item"), Became(line.text("what")), line.text("earlier"), line.text("note"))
        )
    return tuple(found)
