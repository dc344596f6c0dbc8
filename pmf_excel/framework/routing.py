"""Which committee gets which report where the council has not said: North Norfolk's audiences, told by a committee's name.

From its performance management framework of 2017, section 2. A name may say two things: an Audit and Scrutiny Committee
gets what either would.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pmf_excel.framework.committees import Committee, Remit, Route
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Frequency

#: What a name says, as words that stand in it, and the kinds of report that follow, each with how often.
#: A management team is named first, because an executive management team is no executive.
AUDIENCES: Sequence[tuple[str, Sequence[tuple[str, Frequency]]]] = (
    (r"(management|leadership) (team|board)", [("monthly-dashboard", Frequency.MONTHLY)]),
    (r"team briefings?", [("team-briefing", Frequency.MONTHLY)]),
    (r"bulletin", [("major-projects", Frequency.QUARTERLY)]),
    (r"performance panel", [("service-plan-review", Frequency.QUARTERLY)]),
    (r"(overview|scrutiny)", [("quarterly", Frequency.QUARTERLY)]),
    (r"audit", [("audit-recommendations", Frequency.QUARTERLY)]),
    (r"(cabinet|executive)", [("quarterly", Frequency.QUARTERLY), ("annual-report", Frequency.ANNUAL)]),
)
#: Names that say what a body is, whatever else they say.
_SETTLED = 3


def default_routes(committees: Iterable[Committee]) -> tuple[Route, ...]:
    """The reports of some committees by their names, in the committees' order; any other gets the exceptions of its remit."""
    found = []
    for committee in committees:
        kinds = _kinds(committee.name)
        for kind, frequency in kinds:
            found.append(Route(committee.code, kind, Remit.EVERYTHING, frequency))
        if not kinds:
            found.append(Route(committee.code, "exceptions", Remit.OWN, Frequency.QUARTERLY))
    return tuple(found)


def routes(framework: Framework) -> tuple[Route, ...]:
    """The reports that go to a council's committees: as its register says, or by default where it says nothing."""
    return framework.routes or default_routes(framework.committees.values())


def _kinds(name: str) -> Sequence[tuple[str, Frequency]]:
    """The kinds of report that a name asks for, each once."""
    words = name.casefold().replace("\u2019", "'")
    found: dict[str, Frequency] = {}
    for number, (said, kinds) in enumerate(AUDIENCES):
        if re.search(rf"\b{said}\b", words):
            found.update(kind for kind in kinds if kind[0] not in found)
            if number < _SETTLED:
                break
    return list(found.items())
