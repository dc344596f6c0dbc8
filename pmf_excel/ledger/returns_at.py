"""How the returns of one round stand, or those of a yearly form: what each asked, what became of its rows, when it came, who signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pmf_excel.framework.calendar import due_with
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.known import Latest, Standings, latest, standing, standing_items
from pmf_excel.ledger.line import Returned, Row
from pmf_excel.ledger.queries import open_problems, row_of, wants_putting_right
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Asked, Issued, ItemAsked, Kept, KeptItem, Key, Received, SignOff
from pmf_excel.problems import Severity


@dataclass(frozen=True)
class Replies:
    """What the newest issues of a round asked, by the number of the issue, and what was answered: taken, and held, by row."""

    round: Period
    issues: Mapping[str, Issued]
    asked: Mapping[int, list[Asked]]
    items: Mapping[int, list[ItemAsked]]
    taken: Latest
    held: Latest
    items_taken: Mapping[Key, KeptItem]
    items_held: Mapping[Key, KeptItem]
    signed: Mapping[int, SignOff]

    @classmethod
    def to(cls, reader: Reader, at: Period, issues: Mapping[str, Issued]) -> Replies:
        """The replies to the newest issues of a round."""
        asked: dict[int, list[Asked]] = {issued.seq: [] for issued in issues.values()}
        items: dict[int, list[ItemAsked]] = {seq: [] for seq in asked}
        for seq, row in reader.asked_by(asked):
            asked[seq].append(row)
        for seq, item in reader.asked_items(items):
            items[seq].append(item)
        kept = standing(reader, {row.period for rows in asked.values() for row in rows})
        every = standing_items(reader, [at])
        return cls(
            at, issues, asked, items, latest(kept, held=False), latest(kept, held=True),
            {one.answer.key: one for one in every if not one.answer.held},
            {one.answer.key: one for one in every if one.answer.held}, reader.sign_offs(),
        )  # fmt: skip

    def rows(self, issued: Issued, queried: Mapping[str, int]) -> list[Row]:
        """What has become of each row that an issue asks; ``queried`` counts what was asked about rows, by what they are known by."""
        rows = []
        for row in self.asked[issued.seq]:
            key: Key = (row.measure, row.period)
            part = "measures" if row.period.end == self.round.end else "catch_up"
            asked_about = queried.get(f"{part}|{row.measure}|{row.period.id}", 0)
            rows.append(
                Row(issued.service, part, *key, taken=key in self.taken, held=self.is_held(key), queried=asked_about)
            )  # fmt: skip
        for item in self.items[issued.seq]:
            key = f"{item.part}/{item.code}", self.round
            asked_about = queried.get(f"{item.part}|{item.code}|{self.round.id}", 0)
            rows.append(
                Row(issued.service, item.part, item.code, self.round, key in self.items_taken, self.is_held(key), asked_about)
            )  # fmt: skip
        return rows

    def is_held(self, key: Key) -> bool:
        """Whether something of this row still waits to be put right."""
        held: Mapping[Key, Kept | KeptItem] = self.items_held if key in self.items_held else self.held
        taken: Mapping[Key, Kept | KeptItem] = self.items_taken if key in self.items_held else self.taken
        return key in held and (key not in taken or taken[key].seq < held[key].seq)


def returns_at(reader: Reader, replies: Replies, form: str = "") -> tuple[list[Returned], list[Row]]:
    """How each return stands, and what has become of each of its rows, in the order of the issues.

    A service that is asked nothing any more has none.
    """
    issue_of = {one.seq: one for one in reader.issues(replies.round, form)}
    files, extensions = reader.files(issue_of), reader.extensions()
    returns: list[Returned] = []
    rows: list[Row] = []
    for issued in replies.issues.values():
        if not replies.asked[issued.seq] and not replies.items[issued.seq]:
            continue
        every = [file for file in files if issue_of[file.issue_seq or 0].service == issued.service]
        # Copies of an older issue count only where what they say still stands.
        own = [file for file in every if file.issue_seq == issued.seq]
        here = replies.rows(issued, Counter())
        if not own and any(row.taken for row in here):
            own = every
        open_ = [p for p in open_problems(reader, own) if p.severity is Severity.QUERY]
        here = replies.rows(issued, Counter(row_of(p.about) for p in open_))
        rows += here
        sign_off = replies.signed.get(issued.seq)
        returns.append(
            Returned(
                issued, len(here), sum(row.taken for row in here), sum(row.held for row in here), own[0].at if own else None,
                len(own), sign_off.job_title if sign_off else "", sign_off.day if sign_off else None,
                due_with(issued.due, extensions, issued.service, replies.round, issued.form),
                next((e.agreed_by for e in reversed(extensions) if (e.service, e.round, e.form) == (issued.service, replies.round, issued.form)), ""),
                own[-1].at if own else None, len(open_),
                sum(1 for file in own if wants_putting_right(reader.problems(file.seq))),
                _complete_on(reader, replies, issued, issue_of, here, every),
            )
        )  # fmt: skip
    return returns, rows


def _complete_on(
    reader: Reader,
    replies: Replies,
    issued: Issued,
    issues: Mapping[int, Issued],
    rows: Sequence[Row],
    every: Sequence[Received],
) -> datetime | None:
    """When every row of a return had been taken for the first time; nothing while one has not.

    ``every`` are its copies, those of older issues too: what they say counts as far as it still stands.
    """
    if not every or not all(row.taken for row in rows):
        return None
    if len(every) == 1:
        return every[0].at
    of_it = {file.seq for file in every}
    given = [
        one for one in reader.answers({row.period for row in rows}) if one.file.seq in of_it and not one.answer.held
    ]
    standings = Standings(reader, given)
    answers: list[Kept | KeptItem] = [one for one in given if standings.stands(one.file.seq, *one.answer.key)]
    asked = {
        (seq, item.part, item.code): (item.terms, issues[seq].yardsticks)
        for seq, item in reader.asked_items({file.issue_seq or 0 for file in every} | {issued.seq})
    }
    for item in reader.item_answers([replies.round]):
        if item.file.seq in of_it and not item.answer.held:
            row = item.answer.part, item.answer.code
            answers += [item] if asked.get((item.file.issue_seq or 0, *row)) == asked.get((issued.seq, *row)) else []
    answers += [replies.taken[row.key] if row.key in replies.taken else replies.items_taken[row.key] for row in rows]
    first: dict[Key, datetime] = {}
    for one in answers:
        if one.file.at is not None:
            first[one.answer.key] = min(first.get(one.answer.key, one.file.at), one.file.at)
    return max((first[row.key] for row in rows if row.key in first), default=None)
