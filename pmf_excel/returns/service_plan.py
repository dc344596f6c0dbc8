"""The service plan of a year: what a service sets out to do by theme, what becomes of actions under way, and its new actions.

The themes are South Derbyshire's (2024, paragraph 4.4); a council with others writes them into the layout's list "themes".
Harborough, which had no service plans, has its team plans made from the same actions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pmf_excel.framework.model import Framework
from pmf_excel.ledger.form_rows import ABOUT
from pmf_excel.ledger.records import ItemAsked
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import near_miss
from pmf_excel.returns.activities import ACTION
from pmf_excel.returns.items import ALWAYS, Contradicted, Live, Need, Told, day_text
from pmf_excel.returns.live import LiveRow
from pmf_excel.returns.mirrors import filled, is_one_of, plain
from pmf_excel.returns.yearly import Sources, YearlyPart

#: The list of a layout that names the themes.
THEMES = "themes"
#: How many new actions a service plan has room for.
ROOM = 15
CARRIED_ON, COMPLETED, GIVEN_UP = "Carried on", "Completed", "Given up"


def _used(row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> str:
    return f"OR({','.join(filled(row[key]) for key in NewActions.inputs)})"


def _because_used(told: Told) -> str:
    return "another cell of the action is filled in" if told.said.said else ""


def _given_up(row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> str:
    return f'{plain(row["becomes"])}="{GIVEN_UP}"'


def _because_given_up(told: Told) -> str:
    return "the action is given up" if told.said.said.get("becomes") == GIVEN_UP else ""


class Themes(YearlyPart):
    """What a service sets out to do, theme by theme."""

    key, one, many = "plan_themes", "theme", "themes"
    needs: Mapping[str, Need] = {"always": ALWAYS}

    def rows(self, sources: Sources, service: str) -> list[ItemAsked]:
        """The council's themes, in its own order, each with what was planned the year before."""
        rows = []
        for number, theme in enumerate(sources.lists.get(THEMES, ()), 1):
            code = f"{service}-T{number}"
            last = sources.last.get((self.key, code))
            before = last.said.get("plan", "") if last else ""
            rows.append(
                ItemAsked(self.key, code, {"theme": theme}, {"code": code, "title": theme, "last_said": before})
            )
        return rows

    def live(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Mapping[str, Live]:
        """Nothing but what is still to do."""
        return {}

    def shown(self, told: Told) -> Mapping[str, str | float]:
        """Nothing but what is still to do."""
        return {}


class CarriedActions(YearlyPart):
    """The actions of earlier plans that are not finished."""

    key, one, many = "plan_carried", "action", "actions"
    needs: Mapping[str, Need] = {"always": ALWAYS, "given up": Need(_given_up, _because_given_up)}

    def rows(self, sources: Sources, service: str) -> list[ItemAsked]:
        """The service's unfinished service plan actions, in the register's order."""
        rows = []
        for one in sources.framework.activities:
            word = sources.sticks.vocabulary.find(one.status)
            if one.kind != ACTION or one.service != service or one.completed or (word is not None and word.finished):
                continue
            printed = {
                "code": one.code,
                "title": one.title,
                "theme": one.theme,
                "owner": one.owner,
                "due": day_text(one.due),
            }
            rows.append(ItemAsked(self.key, one.code, {ABOUT: "activity", "start": day_text(one.start)}, printed))
        return rows

    def live(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Mapping[str, Live]:
        """Nothing but what is still to do."""
        return {}

    def shown(self, told: Told) -> Mapping[str, str | float]:
        """Nothing but what is still to do."""
        return {}

    def clashes(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Sequence[tuple[str, str]]:
        """A new date for what is not carried on."""
        return [(f'AND({filled(row["new_due"])},NOT({plain(row["becomes"])}="{CARRIED_ON}"))', "new_due")]

    def contradictions(self, told: Told) -> Sequence[Contradicted]:
        """A new date for what is not carried on."""
        becomes = told.said.said.get("becomes", "")
        if told.said.day("new_due") and becomes and becomes != CARRIED_ON:
            what = f'there is a new date, but the action is "{becomes}".'
            return [Contradicted("new_due", "PMF-254", what, f"Clear the date, or choose {CARRIED_ON}.")]
        return []


class NewActions(YearlyPart):
    """Room for new actions; a row that is left empty is no action."""

    key, one, many = "plan_new", "new action", "new actions"
    needs: Mapping[str, Need] = {"the row is used": Need(_used, _because_used)}
    #: The columns of a new action, any of which makes its row one that is used.
    inputs = ("action", "theme", "plan", "owner", "start", "due", "success", "exempt")

    def is_optional(self, asked: ItemAsked) -> bool:
        """Every row is."""
        return True

    def rows(self, sources: Sources, service: str) -> list[ItemAsked]:
        """Empty rows with the codes that their actions will have, which no other item has."""
        taken = _codes(sources.framework)
        free = (
            code
            for number in range(1, 100)
            if (code := f"{service}{sources.year.year % 100:02}-{number:02}") not in taken
        )
        plan = " ".join(sources.framework.priorities)
        return [
            ItemAsked(self.key, code, {"plan": plan}, {"code": code})
            for code, _ in zip(free, range(ROOM), strict=False)
        ]

    def live(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Mapping[str, Live]:
        """Nothing but what is still to do."""
        return {}

    def shown(self, told: Told) -> Mapping[str, str | float]:
        """Nothing but what is still to do."""
        return {}

    def clashes(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Sequence[tuple[str, str]]:
        """Dates in the wrong order, and a plan code that is none."""
        start, due, plan = row["start"], row["due"], row["plan"]
        known = is_one_of(plan, asked.terms["plan"].split())
        return [
            (f"AND(ISNUMBER({start}),ISNUMBER({due}),{due}<{start})", "due"), (f"AND({filled(plan)},NOT({known}))", "plan"),
        ]  # fmt: skip

    def contradictions(self, told: Told) -> Sequence[Contradicted]:
        """Dates in the wrong order, and a plan code that is none."""
        found, said = [], told.said
        start, due, plan, known = (
            said.day("start"),
            said.day("due"),
            said.said.get("plan", ""),
            told.asked.terms["plan"].split(),
        )
        if start and due and due < start:
            found.append(
                Contradicted("due", "PMF-254", "the action ends before it begins.", "Correct one of the two dates.")
            )
        if plan and plan.casefold() not in {code.casefold() for code in known}:
            what = f'"{plan}" is no code of the Corporate Plan.'
            found.append(
                Contradicted("plan", "PMF-255", what, f"{near_miss(plan, known)}Use one of: {', '.join(known)}.")
            )
        return found


def _codes(framework: Framework) -> set[str]:
    """The codes of every item there is."""
    items = (*framework.activities, *framework.recommendations, *framework.risks, *framework.budgets)
    return {*framework.measures, *(one.code for one in items)}


PLAN_THEMES, PLAN_CARRIED, PLAN_NEW = Themes(), CarriedActions(), NewActions()
