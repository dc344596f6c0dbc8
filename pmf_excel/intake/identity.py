"""Which issue of which return a file is, and why it may not be taken: by its marks, its issue, its round and its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pmf_excel.excel.layout import version_of
from pmf_excel.excel.stamp import Code
from pmf_excel.framework.calendar import Extension, due_with, in_words
from pmf_excel.framework.periods import Period, parse
from pmf_excel.framework.rounds import RoundState, Turn, state_of, turns_of
from pmf_excel.intake.look import Look
from pmf_excel.ledger.records import Issued, Received
from pmf_excel.problems import Place, Problem, error, note

#: By service, round and number.
Issues = Mapping[tuple[str, Period, int], Issued]


def disagreeing(look: Look) -> Problem | None:
    """The problem of a file whose marks disagree."""
    if len(set(look.marks.values())) < 2:
        return None
    listed = "; ".join(f"{where} says {code}" for where, code in sorted(look.marks.items()))
    remedy = "Send back the workbook as it was sent out, without sheets from another one."
    return error("PMF-307", Place(look.file.name), f"its marks disagree: {listed}.", remedy)


def issue_of(code: Code, issues: Issues, place: Place) -> Issued | Problem:
    """The issue that a return answers, or why it is none that may be answered."""
    month = parse(code.round)
    issue = issues.get((code.service, month, code.issue))
    if issue is None or issue.digest != code.digest:
        what = f"return {code} was not issued from this workspace."
        return error(
            "PMF-310", place, what, "Run collect in the workspace that issued it, or send the service its return."
        )
    same = (i for i in issues.values() if (i.service, i.round, i.form) == (code.service, month, issue.form))
    newest = max(same, key=lambda i: i.issue)
    if newest.issue == code.issue:
        return issue
    if not newest.file:
        what = "the return was withdrawn: the service is asked nothing in this round."
        return error("PMF-308", place, what, "Nothing needs doing.")
    what = f"the return answers issue {code.issue}, but issue {newest.issue} has been sent out since."
    return error("PMF-308", place, what, f'Ask the service to fill in issue {newest.issue}, "{newest.file}".')


def form_of(issue: Issued, own: str, place: Place) -> Problem | None:
    """What is to be said of a return whose form is of another version: a note for an older minor one, an error for a major one."""
    then, now = version_of(issue.layout), version_of(own)
    if then == now:
        return None
    if then[0] == now[0] and then <= now:
        what = f"the return has the form of version {issue.layout}; today's is {own}."
        return note("PMF-322", place, what, "It was read as the form it is. Nothing needs doing.")
    if then > now:
        what = f"the return has the form of version {issue.layout}, which is newer than the {own} that is known here."
        return error("PMF-321", place, what, "Install the newest pmf-excel, then run collect again.")
    what = f"the return has the form of version {issue.layout}, and only forms of version {now[0]} can be read."
    named = f"{issue.round.label} --form {issue.form}" if issue.form else issue.round.id
    remedy = f"Run: pmf issue {named} --anew. Then send the service its new return."
    return error("PMF-321", place, what, remedy)


@dataclass(frozen=True)
class Doors:
    """Whether a round still takes a return: by its turns, the extensions that were agreed, and the day it is."""

    turns: Iterable[Turn]
    extensions: Iterable[Extension]
    today: date

    def closed_to(self, issue: Issued, copies: Iterable[Received], place: Place) -> Problem | None:
        """Why a return comes too late, if it does; ``copies`` are those that came before."""
        state, last = state_of(self.turns, issue.round, issue.form), turns_of(self.turns, issue.round, issue.form)
        named = f"{issue.round.label} --form {issue.form}" if issue.form else issue.round.id
        of = f"{issue.round.label}, form {issue.form}," if issue.form else issue.round.label
        again = f'If it should count, run: pmf round {named} --reopen --by "..." --reason "...". The file is kept.'
        since = in_words(last[-1].at.date()) if last else ""
        if state is RoundState.CLOSED:
            return error("PMF-318", place, f"the round of {of} was closed on {since}.", again)
        longer = due_with(issue.due, list(self.extensions), issue.service, issue.round, issue.form)
        given = longer > issue.due and self.today <= longer
        if state is RoundState.CLOSING and not given and not list(copies):
            what = (
                f"the round of {of} has taken only corrections since {since}, and nothing had come from this service."
            )
            return error("PMF-319", place, what, again)
        return None
