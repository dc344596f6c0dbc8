"""What services answered to members' questions, as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pmf_excel.framework.committees import Question
from pmf_excel.framework.matters import Answer, answered
from pmf_excel.ledger.reader import Reader

#: The part of a return that asks them, and its input.
QUESTIONS, ANSWER = "questions", "answer"
#: With which a row says that its question is exempt; the paragraph follows.
EXEMPT = "Exempt: paragraph "


def with_answers(reader: Reader, questions: Iterable[Question]) -> tuple[Question, ...]:
    """The questions with what services answered, where the register has no answer of its own."""
    every = tuple(questions)
    if all(one.answer for one in every):
        return every
    return answered(every, answers(reader))


def answers(reader: Reader) -> dict[str, Answer]:
    """The last answer that was taken to each question, by its code.

    It stays one when the round is issued anew without the question, because something has come of it since.
    """
    return {code: answer for code, (answer, _) in as_asked(reader).items()}


def as_asked(reader: Reader) -> dict[str, tuple[Answer, Mapping[str, str]]]:
    """The last answer to each question, by its code, with the cells that were printed beside it when it was asked."""
    kept = [one for one in reader.item_answers() if one.answer.part == QUESTIONS and not one.answer.held]
    given = {one.answer.code: one for one in kept if one.answer.said.get(ANSWER)}
    issues = {one.file.issue_seq or 0 for one in given.values()}
    rows = {(seq, row.code): row.printed for seq, row in reader.asked_items(issues) if row.part == QUESTIONS} if issues else {}  # fmt: skip
    signed, found = reader.sign_offs(), dict[str, tuple[Answer, Mapping[str, str]]]()
    for code, one in given.items():
        assert one.file.at is not None
        sign_off, printed = signed.get(one.file.issue_seq or 0), rows.get((one.file.issue_seq or 0, code), {})
        by, exempt = sign_off.job_title if sign_off else "", printed.get("exempt", "").removeprefix(EXEMPT)
        found[code] = Answer(one.answer.said[ANSWER], one.file.at.date(), by, exempt), printed
    return found
