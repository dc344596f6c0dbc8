"""Members' questions and recommendations in a return: each asked of the service it is about, until there is an answer."""

from __future__ import annotations

from collections.abc import Mapping

from pmf_excel.framework.committees import Question
from pmf_excel.framework.matters import asked_of_services
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.members import ANSWER, EXEMPT, QUESTIONS
from pmf_excel.ledger.records import ItemAsked
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.returns.items import ALWAYS, Last, Live, MonthlyPart, Need, Told, day_text
from pmf_excel.returns.live import LiveRow

#: How many months back a question counts as one of the round's.
YEAR = 12


class MembersQuestions(MonthlyPart):
    """What members asked of the service by the end of the round, and nobody has answered."""

    key, one, many = QUESTIONS, "question of members", "questions of members"
    needs: Mapping[str, Need] = {"always": ALWAYS}
    makes_round = False

    def asked(self, framework: Framework, service: str, at: Period, last: Last, sticks: Yardsticks) -> list[ItemAsked]:
        """The open questions about the service or something of its own, in the register's order; what it answered before is not asked again."""
        return [
            self._asked(framework, one)
            for one in framework.questions
            if framework.answers(one) == service and asked_of_services(one, at.end) and not _answered(self.key, one, last)
        ]  # fmt: skip

    def planned(self, framework: Framework, service: str, at: Period, sticks: Yardsticks) -> list[ItemAsked]:
        """Those of the last year, answered or not: an answer that somebody notes meanwhile makes no new issue."""
        since = at.back(YEAR).end
        return [
            self._asked(framework, one)
            for one in framework.questions
            if framework.answers(one) == service and since < one.on <= at.end
        ]

    def _asked(self, framework: Framework, one: Question) -> ItemAsked:
        committee = framework.committees.get(one.committee)
        about = " ".join(filter(None, (one.item, framework.title_of(one.item))))
        printed = {
            "code": one.code, "title": one.text, "committee": committee.name if committee else one.committee, "on": day_text(one.on),
            "sort": one.sort, "about": about, "exempt": f"{EXEMPT}{one.exempt}" if one.exempt else "",
        }  # fmt: skip
        return ItemAsked(self.key, one.code, {}, printed)

    def live(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Mapping[str, Live]:
        """Nothing but what is still to do."""
        return {}

    def shown(self, told: Told) -> Mapping[str, str | float]:
        """Nothing."""
        return {}


def _answered(part: str, one: Question, last: Last) -> bool:
    before = last.get((part, one.code))
    return before is not None and bool(before.said.get(ANSWER))


MEMBERS_QUESTIONS = MembersQuestions()
