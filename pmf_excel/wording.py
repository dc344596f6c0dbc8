"""Texts that an officer may change: fields filled in, in a sandbox, by the one file that knows Jinja.

A field that a text misspells stops it instead of printing nothing, and the message names the line and the nearest field.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

import jinja2
import jinja2.sandbox
from jinja2 import meta

from pmf_excel.errors import PutRight
from pmf_excel.problems import near_miss

_QUOTED = re.compile(r"'([^']+)'")
#: What a text can make go wrong while it is filled in, besides what Jinja itself reports: a sum that fails, a list too short.
FAULTS = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


def environment(
    autoescape: bool = False, finalize: Callable[[object], str] | None = None, own_lines: bool = False
) -> jinja2.sandbox.SandboxedEnvironment:
    """The one way texts are filled in: sandboxed, and an unknown field is an error.

    With ``own_lines`` a line that holds nothing but an instruction leaves no empty line behind.
    """
    return jinja2.sandbox.SandboxedEnvironment(
        undefined=jinja2.StrictUndefined, autoescape=autoescape, finalize=finalize, trim_blocks=own_lines,
        lstrip_blocks=own_lines,
    )  # fmt: skip


def text_of(path: Path, noun: str = "text") -> str:
    """The text of a file, whichever way Notepad saved it as UTF-8; PutRight when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as why:
        raise PutRight(f"{path}: this {noun} could not be read ({why}).") from why


def fill(text: str, source: str | Path, /, **facts: object) -> str:
    """The text with its fields filled in from the facts; the same facts give the same text.

    Raises PutRight, with the file, the line and the unknown field, when the text asks for what there is not.
    """
    made = environment(own_lines=True)
    try:
        return made.from_string(text).render(**facts)
    except jinja2.TemplateSyntaxError as why:
        raise PutRight(_malformed(source, why, "text")) from why
    except jinja2.UndefinedError as why:
        quoted = _QUOTED.findall(why.message or "")
        if not quoted:
            raise PutRight(_missing(source, why, "text")) from why
        name = quoted[-1]
        # Of a field within a field, the ones there are cannot be told from the error.
        outer = len(quoted) == 1 and (why.message or "").endswith("is undefined")
        known = f" {near_miss(name, facts)}Use one of: {', '.join(sorted(facts))}." if outer else ""
        remedy = known or " Correct its name, or remove it."
        raise PutRight(f'{source}, line {_line(why)}: there is no field "{name}".{remedy}') from why
    except FAULTS as why:
        raise PutRight(_missing(source, why, "text")) from why


def filled(
    made: jinja2.sandbox.SandboxedEnvironment, text: str, source: str | Path, noun: str, facts: Mapping[str, object]
) -> str:
    """The text with its fields filled in within an environment that has its own filters; ``noun`` says what it is.

    Raises PutRight, with the line, when it is not well formed or asks for what there is not.
    """
    try:
        return _compiled(made, text).render(**facts)
    except jinja2.TemplateSyntaxError as why:
        raise PutRight(_malformed(source, why, noun)) from why
    except (jinja2.UndefinedError, jinja2.sandbox.SecurityError) as why:
        raise PutRight(
            f"{source}: this {noun} asks for something that does not exist ({why}). Correct the field's name."
        ) from why


@functools.lru_cache(maxsize=64)
def _compiled(made: jinja2.sandbox.SandboxedEnvironment, text: str) -> jinja2.Template:
    """The text ready to be filled in: a report that is made for each service is read once."""
    return made.from_string(text)


def _malformed(source: str | Path, why: jinja2.TemplateSyntaxError, noun: str) -> str:
    return f"{source}, line {why.lineno}: this {noun} is not well formed ({why.message}). Put that line right."


def _missing(source: str | Path, why: BaseException, noun: str) -> str:
    return f"{source}, line {_line(why)}: this {noun} could not be filled in ({why}). Put that line right."


def _line(why: BaseException) -> int:
    """The line of the text that an error came from: that of the innermost step that belongs to a text."""
    line, step = 0, why.__traceback__
    while isinstance(step, TracebackType):
        if step.tb_frame.f_code.co_filename == "<template>":
            line = step.tb_lineno
        step = step.tb_next
    return line


def names_in(tag: str) -> tuple[set[str], str]:
    """The fields that one instruction of a text names, and what is wrong with it where it is not well formed."""
    made = environment()
    try:
        return meta.find_undeclared_variables(made.parse(tag)), ""
    except jinja2.TemplateSyntaxError as why:
        return set(), why.message or "it cannot be read"


def fault_in(tag: str, words: Mapping[str, object]) -> str:
    """What goes wrong when one well-formed instruction is filled in; nothing where nothing does."""
    try:
        environment().from_string(tag).render(**words)
    except FAULTS as why:
        return str(why)
    return ""
