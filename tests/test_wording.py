"""Texts that an officer may change: filled in within a sandbox, with the line and the field named when one is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from pmf_excel.errors import PutRight
from pmf_excel.reports.kinds import read_kind, render
from pmf_excel.wording import fill, text_of


def test_fields_are_filled_in_as_they_are() -> None:
    assert fill("{{ name }}: {{ n }} <{{ name }}>", "x.txt", name="Éiré & Co", n=3) == "Éiré & Co: 3 <Éiré & Co>"


def test_a_line_that_only_instructs_leaves_nothing_behind() -> None:
    text = "a\n{% for one in all %}\n- {{ one }}\n{% endfor %}\n  {# a remark #}\nb\n"
    assert fill(text, "x.txt", all=["x", "y"]) == "a\n- x\n- y\nb"


def test_a_field_may_have_any_name() -> None:
    assert fill("{{ text }} {{ source }}", "x.txt", text="one", source="two") == "one two"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n\n{{ counzil }}", 'mail.txt, line 3: there is no field "counzil". Did you mean "council"? Use one of: council, returns.'),
        ("a\n{{ zzz.due }}", 'mail.txt, line 2: there is no field "zzz". Use one of: council, returns.'),
        ("{% for one in returns %}\n{{ one.dew }}\n{% endfor %}", 'mail.txt, line 2: there is no field "dew". Correct its name, or remove it.'),
        ("{{ council", "mail.txt, line 1: this text is not well formed (unexpected end of template, expected 'end of print statement'.). Put that line right."),
        ("x\n{{ council|shout }}", "mail.txt, line 2: this text is not well formed (No filter named 'shout'.). Put that line right."),
        ("x\ny\n{{ 1 / 0 }}", "mail.txt, line 3: this text could not be filled in (division by zero). Put that line right."),
        ("{% for i in range(10000000) %}{% endfor %}", "mail.txt, line 1: this text could not be filled in (Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).). Put that line right."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(PutRight) as stopped:
        fill(text, "mail.txt", council="Hart", returns=["one"])
    assert str(stopped.value) == said


@pytest.mark.parametrize(
    "text", ["{{ council.__class__.__mro__ }}", "{{ ''.__class__ }}", "{{ returns.__init__.__globals__ }}"]
)
def test_a_text_reaches_nothing_of_the_program(text: str) -> None:
    with pytest.raises(PutRight, match="line 1"):
        fill(text, "mail.txt", council="Hart", returns=["one"])


def test_a_text_of_notepad_begins_with_its_first_letter(tmp_path: Path) -> None:
    path = tmp_path / "mail.txt"
    path.write_bytes(b"\xef\xbb\xbfSubject: \xc3\xa9\r\n\r\nx\r\n")
    assert text_of(path) == "Subject: é\n\nx\n"


def test_a_text_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "mail.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PutRight, match=r"mail\.txt: this text could not be read \("):
        text_of(tmp_path / "mail.txt")
    with pytest.raises(PutRight, match=r"nowhere\.txt: this text could not be read \("):
        text_of(tmp_path / "nowhere.txt")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("== summary ==\n{{ nothing }}", "kind.md: this report text asks for something that does not exist ('nothing' is undefined). Correct the field's name."),
        ("== summary ==\n{% if %}", "kind.md, line 5: this report text is not well formed (Expected an expression, got 'end of statement block'). Put that line right."),
    ],
)  # fmt: skip
def test_report_texts_say_what_they_said_before(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "kind.md").write_text(f'+++\nname = "Kind"\n+++\n{text}', encoding="utf-8")
    with pytest.raises(PutRight) as stopped:
        render(read_kind(tmp_path / "kind.md"), {"council": "Hart"}, lambda *_: [])
    assert str(stopped.value) == f"{tmp_path}{'/' if '/' in str(tmp_path) else chr(92)}{said}"
