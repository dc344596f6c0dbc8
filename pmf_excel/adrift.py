"""Members' questions as register and ledger have them together: which are open, and whose answers would go unprinted."""

from __future__ import annotations

from pmf_excel.framework.committees import Question
from pmf_excel.framework.model import Framework
from pmf_excel.ledger.members import answers, asked_as, with_answers
from pmf_excel.problems import Problem, query
from pmf_excel.shelves import Shelves

#: How much of an answer a message repeats.
SHOWN = 60


def open_questions(shelves: Shelves, framework: Framework) -> list[Question]:
    """The questions and recommendations of the register of which the end is still to come, with what services answered."""
    questions = framework.questions
    if shelves.ledger.exists:
        with shelves.ledger.reading() as reader:
            questions = with_answers(reader, questions)
    return [one for one in questions if one.settled_on is None]


def adrift(shelves: Shelves, framework: Framework) -> list[Problem]:
    """Ask about each open question of the register that a service may have answered when it was worded otherwise.

    Only where the same meeting has an open question: one that was taken out of the register was taken out on purpose.
    """
    if not framework.questions or not shelves.ledger.exists:
        return []
    with shelves.ledger.reading() as reader:
        given = answers(reader)
        lost = given.keys() - {one.code for one in framework.questions}
        asked = asked_as(reader, lost)
    found = []
    for one in framework.questions:
        if one.answer or one.code in given:
            continue
        committee = framework.committees[one.committee].name
        for code in sorted(asked):
            if (asked[code].get("committee"), asked[code].get("on")) != (committee, one.on.isoformat()):
                continue
            text = given[code].text
            shown = text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()} …"
            what = f'a service answered another wording of a question of this meeting, "{asked[code].get("title", "")}": "{shown}"'
            remedy = f"If this is that question, enter {code} under Question code in its row. If not, leave it: it is asked again."
            found.append(query("PMF-146", one.place, what, remedy))
    return found
