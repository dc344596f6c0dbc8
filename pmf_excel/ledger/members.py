"""What services answered to members' questions, as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pmf_excel.framework.committees import Question
from pmf_excel.framework.matters import Answer, answered
from pmf_excel.ledger.reader import Reader

#: The part of a return that asks them, and its input.
QUESTIONS, ANSWER = "questions", "answer"


def with_answers(reader: Reader, questions: Iterable[Question]) -> tuple[Question, ...]:
    """The questions with what services answered, where the register has no answer of its own."""
    every = tuple(questions)
    if all(one.answer for one in every):
        return every
    return answered(every, answers(reader))


def asked_as(reader: Reader, codes: Collection[str]) -> dict[str, Mapping[str, str]]:
    """What the newest return that asked each of some questions said of it: committee, day and words, as they were printed."""
    seqs = [one.seq for one in reader.issues()] if codes else []
    return {row.code: row.printed for _, row in reader.asked_items(seqs) if row.part == QUESTIONS and row.code in codes}


def answers(reader: Reader) -> dict[str, Answer]:
    """The last answer that was taken to each question, by its code.

    It stays one when the round is issued anew without the question, because something has come of it since.
    """
    signed, found = reader.sign_offs(), dict[str, Answer]()
    for one in reader.item_answers():
        text = one.answer.said.get(ANSWER, "")
        if one.answer.part == QUESTIONS and not one.answer.held and text:
            assert one.file.at is not None
            sign_off = signed.get(one.file.issue_seq or 0)
            found[one.answer.code] = Answer(text, one.file.at.date(), sign_off.job_title if sign_off else "")
    return found
