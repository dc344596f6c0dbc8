"""Reports made one after another: one that fails does not keep the others from being made, and is said with its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pmf_excel.errors import Nothing, OurFault, PmfError, PutRight
from pmf_excel.framework.committees import Route
from pmf_excel.ledger.sentences import counted
from pmf_excel.problems import Place, Problem, error
from pmf_excel.shelves import Progress


@dataclass
class Batch:
    """Where reports that were made at once were put, and what kept others from being made."""

    paths: list[Path] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    #: Whether any of these is a fault of pmf itself.
    ours: bool = False
    _names: dict[str, Place] = field(default_factory=dict)

    @contextmanager
    def making(self, route: Route, say: Progress) -> Iterator[None]:
        """Make a report in here: what there is nothing for is said, what fails is kept for later, and the next one is made."""
        try:
            yield
        except Nothing as why:
            say(f"No {route.kind} for {route.committee}: {why}")
        except PmfError as why:
            self.ours |= isinstance(why, OurFault)
            self._keep(route, " ".join([str(why), *map(str, getattr(why, "problems", ()))]))
        except Exception as why:  # whatever it is, the reports of other committees are wanted
            self.ours = True
            self._keep(route, f"pmf itself failed ({type(why).__name__}: {why}), which is not your fault.")

    def name(self, name: str, route: Route) -> None:
        """Note the name of a report; PutRight when another one has it already, which would be written over."""
        first = self._names.setdefault(name.casefold(), route.place)
        if first != route.place:
            raise PutRight(f'{first} asks for a report of the same name, "{name}". Remove one of the two rows.')

    def stop(self) -> None:
        """Raise what kept reports from being made; nothing where all were."""
        if not self.faults:
            return
        many = f"{counted(len(self.faults), 'report')} could not be made. Any other one was."
        if self.ours:
            raise OurFault(f"{many} {' '.join(map(str, self.faults))}")
        raise PutRight(many, self.faults)

    def _keep(self, route: Route, why: str) -> None:
        what = f"the report {route.kind} to {route.committee} was not made. {why}"
        self.faults.append(error("PMF-511", route.place, what, "Put that right, then run the same command again."))
