"""A year's targets from proposal to register: challenged, refined and approved stage by stage, each a record of the ledger."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.periods import Period
from pmf_excel.framework.status import SHAPES, Rag, Status, best_first
from pmf_excel.ledger.records import Decision, ItemAsked, KeptItem
from pmf_excel.ledger.sentences import counted
from pmf_excel.problems import near_miss
from pmf_excel.register.revise import Revision
from pmf_excel.returns.refining import Refused, Said, refined
from pmf_excel.returns.target_setting import TARGETS, Setting
from pmf_excel.revising import Written, revise
from pmf_excel.setting_targets import revision_of
from pmf_excel.yearly import Yearly

#: What decisions about targets are called in the ledger, and the form in which they are proposed.
WHAT = "targets"
#: How many codes a remark lists.
_LISTED = 20


@dataclass(frozen=True)
class Proposed:
    """One measure: what was asked, what the service proposes (nothing as long as it has not), and what stages made of it."""

    measure: str
    service: str
    asked: ItemAsked
    kept: KeptItem | None
    decisions: tuple[Decision, ...] = ()

    @property
    def title(self) -> str:
        """The measure and its unit, as the workbook has it."""
        return self.asked.printed["title"]

    @property
    def setting(self) -> Setting:
        """This year's terms, and the figure that is tried."""
        return Setting.of(self.asked)

    @property
    def said(self) -> Said:
        """The proposal as it stands: the service's own, with what stages set since it came."""
        found = dict(self.kept.answer.said) if self.kept else {}
        came = self.kept.file.at if self.kept else None
        for decision in self.decisions:
            if decision.value and (came is None or came <= decision.at):
                found |= json.loads(decision.value)
        return found

    @property
    def there(self) -> bool:
        """Whether anything is proposed."""
        return bool(self.said.get("new_target"))

    @property
    def now(self) -> Status | None:
        """How the latest figure stands by this year's target."""
        shown = self.asked.printed.get("status", "")
        return Status(shown[2:], Rag(SHAPES[shown[0]]) if shown[0] in SHAPES else None) if shown else None

    @property
    def then(self) -> Status | None:
        """How it would stand by the proposal; nothing where there is none, or no figure."""
        return self.setting.then(self.said) if self.there else None

    def as_json(self) -> dict[str, object]:
        """The proposal as plain values for ``--json``."""
        now, then = self.now, self.then
        return {
            "measure": self.measure, "title": self.title, "service": self.service, "target_now": self.asked.printed["target"],
            "tolerance_now": self.asked.printed["tolerance"], "figure": self.asked.printed["tried"], "figure_of": self.asked.printed["tried_of"],
            "proposed": dict(self.said), "against_now": self.setting.against_now(self.said) if self.there else "",
            "status_now": now.value if now else None, "status_then": then.value if then else None,
            "decisions": [one.as_json() for one in self.decisions],
        }  # fmt: skip


@dataclass(frozen=True)
class TargetRound:
    """The targets of a year as they stand: each measure, the stages in order, and the approvals given."""

    year: Period
    stages: tuple[str, ...]
    measures: tuple[Proposed, ...]
    approvals: tuple[Decision, ...]
    #: Workbooks asked for and complete.
    asked: int = 0
    complete: int = 0

    @property
    def next(self) -> str:
        """The stage whose turn it is; nothing when all have approved, or none is asked for."""
        done = {one.stage.casefold() for one in self.approvals}
        return next((stage for stage in self.stages if stage.casefold() not in done), "")

    @property
    def proposed(self) -> list[Proposed]:
        """The measures for which there is a proposal."""
        return [one for one in self.measures if one.there]

    def counts(self) -> list[tuple[Status, int, int]]:
        """How many of those proposed have each status now, and by the proposals: best first."""
        both = [(now, then) for one in self.proposed if (now := one.now) and (then := one.then)]
        before, after = Counter(now for now, _ in both), Counter(then for _, then in both)
        return [(status, before[status], after[status]) for status in best_first([*before, *after])]

    @property
    def late(self) -> list[Proposed]:
        """What services proposed after the last approval: that stage did not see it."""
        if not self.approvals:
            return []
        at = self.approvals[-1].at
        return [
            one
            for one in self.measures
            if one.kept is not None and one.kept.file.at is not None and one.kept.file.at > at
        ]

    def as_json(self) -> dict[str, object]:
        """All of it as plain values for ``--json``."""
        return {
            "year": self.year.id, "stages": list(self.stages), "next": self.next or None,
            "approvals": [one.as_json() for one in self.approvals], "workbooks": {"asked": self.asked, "complete": self.complete},
            "what_if": [{"status": status.value, "now": now, "then": then} for status, now, then in self.counts()],
            "measures": [one.as_json() for one in self.measures],
        }  # fmt: skip


@dataclass(frozen=True)
class Decided:
    """What a stage decided: the round after it, what was noted, what is worth a word, and the register where it was written."""

    round: TargetRound
    noted: tuple[Decision, ...]
    remarks: tuple[str, ...] = ()
    written: Written | None = None
    revision: Revision = field(default_factory=Revision)


@dataclass(frozen=True)
class Motion:
    """What a stage is to note: who decided, when, by which minute, what it said of measures and what it set them to.

    With ``send_back`` it does not approve: the stage comes again.
    """

    stage: str
    by: str
    on: date
    minute: str = ""
    note: str = ""
    challenges: tuple[tuple[str, str], ...] = ()
    sets: tuple[tuple[str, str], ...] = ()
    tolerances: tuple[tuple[str, str], ...] = ()
    send_back: bool = False


@dataclass(frozen=True)
class TargetStages(Yearly):
    """What becomes of the targets that services propose."""

    def targets(self, year: Period | None = None, known: datetime | None = None) -> TargetRound:
        """The targets of a year (the latest whose workbooks were issued, unless named), as they stand.

        Raises Mistyped when no target-setting workbook was issued for that year.
        """
        position, _ = self.form_position(WHAT, year, known)
        with self.ledger.reading(known) as reader:
            decisions = reader.decisions(WHAT, position.round.id)
            issues = {one.issued.seq: one.issued.service for one in position.returns}
            asked = [(issues[seq], row) for seq, row in reader.asked_items(issues) if row.part == TARGETS.key]
        kept = {one.answer.code: one for one in self.said(WHAT, position.round, known)}
        complete = sum(1 for one in position.returns if one.state == "Complete")
        return TargetRound(
            position.round, self.settings.target_steps,
            tuple(
                Proposed(row.code, service, row, kept.get(row.code), tuple(one for one in decisions if one.item == row.code))
                for service, row in asked
            ),
            tuple(one for one in decisions if not one.item), len(position.returns), complete,
        )  # fmt: skip

    def decide_targets(self, year: Period | None, motion: Motion, at: datetime, dry_run: bool = False) -> Decided:
        """Note what a stage decided about a year's targets; the last stage's approval writes them into the register.

        Raises Mistyped where it is not the stage's turn, a measure was not asked about or a value cannot be.
        """
        found = self.targets(year)
        stage = self._stage(found, motion)
        measures = {one.measure.casefold(): one for one in found.measures}
        remarks: list[str] = []
        notes = [
            self._note(found, motion, stage, at, _known(code, measures).measure, words, "")
            for code, words in motion.challenges
        ]
        for option, pairs in (("--set", motion.sets), ("--tolerance", motion.tolerances)):
            for code, text in pairs:
                one = _known(code, measures)
                try:
                    values, more = refined(one.asked, one.said, text, option == "--tolerance")
                except Refused as why:
                    raise Mistyped(f"{option} {code}={text}: {why}") from why
                remarks += [f"{one.measure}: {remark}" for remark in more]
                decision = self._note(found, motion, stage, at, one.measure, "", json.dumps(values, sort_keys=True))
                notes.append(decision)
                measures[code.casefold()] = replace(one, decisions=(*one.decisions, decision))
        if not motion.send_back:
            notes.append(self._note(found, motion, stage, at, "", motion.note, ""))
        elif not notes:
            raise Mistyped('There is nothing to send back: say what is challenged, with --challenge CODE="words".')
        after = replace(
            found, measures=tuple(measures[one.measure.casefold()] for one in found.measures),
            approvals=found.approvals if motion.send_back else (*found.approvals, notes[-1]),
        )  # fmt: skip
        if not motion.send_back and stage == found.stages[-1]:
            return self._set(after, notes, remarks, dry_run)
        if not dry_run:
            with self.ledger.writing() as writer:
                notes = [writer.add_decision(one) for one in notes]
        return Decided(after if dry_run else self.targets(found.year), tuple(notes), tuple(remarks))

    def _set(self, after: TargetRound, notes: Sequence[Decision], remarks: list[str], dry_run: bool) -> Decided:
        """Write the targets into the register and note the decision, both or neither."""
        register = self.register().framework
        final = notes[-1]
        if not after.proposed:
            raise PutRight(
                f"Nothing is proposed for {after.year.label} yet, so there is nothing to set. Collect the workbooks first."
            )
        revision, more = revision_of(
            after.year, [(one.measure, one.setting, one.said) for one in after.proposed], register, final
        )
        remarks += more
        bare = [one for one in after.measures if not one.there and (one.measure, after.year) not in register.targets]
        if bare:
            codes = ", ".join(one.measure for one in bare[:_LISTED])
            further = f" and {len(bare) - _LISTED} more" if len(bare) > _LISTED else ""
            remarks.append(f"Nothing is proposed for {codes}{further}, so there is no target for {after.year.label}.")
        if dry_run:
            return Decided(
                after,
                tuple(notes),
                tuple(remarks),
                revise(self, revision, dry_run=True) if revision else None,
                revision,
            )
        with self.ledger.writing() as writer:
            noted = tuple(writer.add_decision(one) for one in notes)
            written = revise(self, revision) if revision else None
        if written and written.remark:
            remarks.append(written.remark)
        return Decided(self.targets(after.year), noted, tuple(remarks), written, revision)

    def _stage(self, found: TargetRound, motion: Motion) -> str:
        """The stage as the settings name it, where it is its turn."""
        if not found.stages:
            raise Mistyped(
                'The setting "target_stages" in pmf.toml is empty, so no stage approves targets. Name the stages there.'
            )
        named = {one.casefold(): one for one in found.stages}
        stage = named.get(" ".join(motion.stage.split()).casefold())
        if stage is None:
            listed = ", ".join(f'"{one}"' for one in found.stages)
            raise Mistyped(
                f'There is no stage "{motion.stage}". {near_miss(motion.stage, found.stages)}Use one of: {listed}.'
            )
        given = next((one for one in found.approvals if one.stage == stage), None)
        if given is not None:
            raise Mistyped(f'"{stage}" approved the targets for {found.year.label} on {in_words(given.on)} already.')
        if stage != found.next:
            raise Mistyped(f'"{stage}" comes later: the next stage is "{found.next}".')
        if not motion.by.strip():
            raise Mistyped("Say who decided it, by office or job title.")
        return stage

    def _note(
        self, found: TargetRound, motion: Motion, stage: str, at: datetime, item: str, note: str, value: str
    ) -> Decision:
        return Decision(
            WHAT, found.year.id, stage, motion.by.strip(), motion.on, at, motion.minute.strip(), note, item, value
        )


def _known(code: str, measures: Mapping[str, Proposed]) -> Proposed:
    """The measure of a code."""
    found = measures.get(code.strip().casefold())
    if found is None:
        raise Mistyped(
            f'No target is proposed for "{code}". {near_miss(code, [one.measure for one in measures.values()])}Check its code.'
        )
    return found


def sentence(found: TargetRound) -> str:
    """How far a year's targets have come, in a sentence."""
    done = len([stage for stage in found.stages if any(one.stage == stage for one in found.approvals)])
    said = f"{len(found.proposed)} of {counted(len(found.measures), 'measure')} have a proposal; {done} of {counted(len(found.stages), 'stage')} approved"
    return f"{said}." if found.next else f"{said}: the targets are set."
