"""What services answered to members' questions, as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pmf_excel.framework.committees import Question
from pmf_excel.framework.matters import Answer, answered
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import KeptItem

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
    kept = [one for one in reader.item_answers() if one.answer.part == QUESTIONS and not one.answer.held]
    given = {one.answer.code: one for one in kept if one.answer.said.get(ANSWER)}
    signed, asked, found = reader.sign_offs(), asked_as(reader, given.values()), dict[str, Answer]()
    for code, one in given.items():
        assert one.file.at is not None
        sign_off, printed = signed.get(one.file.issue_seq or 0), asked.get(code, {})
        found[code] = Answer(
            one.answer.said[ANSWER], one.file.at.date(), sign_off.job_title if sign_off else "",
            printed.get("exempt", "").removeprefix(EXEMPT),
        )  # fmt: skip
    return found


def asked_as(reader: Reader, given: Iterable[KeptItem]) -> dict[str, Mapping[str, str]]:
    """How each of some answered questions was asked, by its code: the cells that were printed beside the answer."""
    seqs = {one.answer.code: one.file.issue_seq or 0 for one in given}
    every = reader.asked_items(set(seqs.values())) if seqs else []
    return {row.code: row.printed for seq, row in every if row.part == QUESTIONS and seqs.get(row.code) == seq}


def unprinted(reader: Reader, codes: Collection[str]) -> dict[str, tuple[Answer, Mapping[str, str]]]:
    """The answers to questions that are none of some: each with how it was asked, by the question's code."""
    every = answers(reader)
    kept = [one for one in reader.item_answers() if one.answer.part == QUESTIONS and one.answer.said.get(ANSWER)]
    asked = asked_as(reader, [one for one in kept if not one.answer.held])
    return {code: (one, asked[code]) for code, one in every.items() if code not in codes and code in asked}
