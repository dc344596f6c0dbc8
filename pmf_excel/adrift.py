"""Members' questions as register and ledger have them together: which are open, and whose answers would go unprinted."""

from __future__ import annotations

from difflib import SequenceMatcher

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.committees import Question
from pmf_excel.framework.model import Framework
from pmf_excel.ledger.members import as_asked, with_answers
from pmf_excel.problems import Problem, query
from pmf_excel.shelves import Shelves

#: How much of an answer a message repeats.
SHOWN = 60
#: How alike two wordings are that may be one question.
ALIKE = 0.6


def open_questions(shelves: Shelves, framework: Framework) -> list[Question]:
    """The questions and recommendations of the register of which the end is still to come, with what services answered."""
    questions = framework.questions
    if shelves.ledger.exists:
        with shelves.ledger.reading() as reader:
            questions = with_answers(reader, questions)
    return [one for one in questions if one.settled_on is None]


def adrift(shelves: Shelves, framework: Framework) -> list[Problem]:
    """Ask about each open question of the register that a service answered when it was worded, or dated, a little otherwise.

    An answer is printed below the words that it answers and no others, so somebody has to say that it answers these as well.
    """
    if not framework.questions or not shelves.ledger.exists:
        return []
    with shelves.ledger.reading() as reader:
        given = as_asked(reader)
    there = {one.code for one in framework.questions}
    lost = {code: one for code, one in given.items() if code not in there}
    found = []
    for one in framework.questions:
        if one.answer or one.code in given:
            continue
        near = [(_alike(one.text, asked.get("title", "")), code) for code, (_, asked) in sorted(lost.items())]
        best, code = max(near, default=(0.0, ""))
        if best < ALIKE:
            continue
        answer, asked = lost[code]
        text = answer.text if len(answer.text) <= SHOWN else f"{answer.text[:SHOWN].rsplit(' ', 1)[0]} …"
        said = "with what is exempt" if answer.exempt else f'"{text}"'
        what = f'a service was asked this otherwise, "{asked.get("title", "")}", and answered on {in_words(answer.on)}: {said}'
        remedy = "If that answers this question as well, enter it under Answer, with its day. If not, leave it: the service is asked again."
        found.append(query("PMF-146", one.place, f"{what}.", remedy))
    return found


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, " ".join(one.split()).casefold(), " ".join(other.split()).casefold()).ratio()
