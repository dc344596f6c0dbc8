"""What stands on a workspace's shelves: its settings, templates, words and look, its register and its ledger."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self, TypeVar

from pmf_excel import settings as settings_file
from pmf_excel.errors import PutRight
from pmf_excel.excel import layout as layouts
from pmf_excel.excel import theme as themes
from pmf_excel.excel.layout import Layout
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.writer import picture_size
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Frequency
from pmf_excel.framework.risk import Matrix
from pmf_excel.framework.rules import RuleSet, rule_sets
from pmf_excel.framework.vocabulary import Vocabularies, Vocabulary, read_vocabularies
from pmf_excel.ledger import archive
from pmf_excel.ledger.members import QUESTIONS
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.store import Ledger
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import near_miss
from pmf_excel.register.read import Conventions, Reading, Register, read
from pmf_excel.register.write import Rows, write_register
from pmf_excel.returns.ask import Asking
from pmf_excel.returns.build import Press
from pmf_excel.returns.forms import FORMS
from pmf_excel.settings import Settings
from pmf_excel.workers import ALONE, Workers

REGISTER = "framework.xlsx"
EMPTY = "Fill in its sheets Services, Plan, Measures and Targets, save it, then run: pmf check"
Progress = Callable[[str], None]
Chosen = TypeVar("Chosen")


def quiet(_: str) -> None:
    """Progress that nobody watches."""


def shipped(folder: str) -> Path:
    """A folder that travels with pmf: beside the package in the wheel, at the top level in a checkout."""
    here = Path(__file__).resolve().parent
    for place in (here / folder, here.parent / folder):
        if place.is_dir():
            return place
    raise PutRight(f'{here}: the folder "{folder}" is missing from this installation. Install pmf-excel again.')


@dataclass(frozen=True)
class Shelves:
    """What an open workspace has at hand."""

    folder: Path
    settings: Settings

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the workspace in a folder; Mistyped when it is none."""
        return cls(folder, settings_file.read(folder / settings_file.FILE))

    def path(self, setting: str) -> Path:
        """A folder of the workspace, which a setting may place anywhere, a network share included."""
        return self.folder / getattr(self.settings, setting)

    def template(self, folder: str, name: str) -> Path:
        """A template: the workspace's own copy where there is one, ours otherwise."""
        own = self.folder / folder / name
        return own if own.is_file() else shipped(folder) / name

    @functools.cached_property
    def rules(self) -> dict[str, RuleSet]:
        """The status rules a measure may name."""
        path = self.template("workbook_templates", "status-rules.toml")
        return rule_sets(layouts.read_toml(path), str(path))

    @property
    def own_rule(self) -> str:
        """The status rule of measures that name none; PutRight when the settings name one that there is not."""
        self._named("status rule", self.settings.status_rule, self.rules)
        return self.settings.status_rule

    @functools.cached_property
    def vocabularies(self) -> Vocabularies:
        """The council's words for activities, its risk matrices, its budget rule and how priorities are weighed."""
        path = self.template("workbook_templates", "vocabularies.toml")
        return read_vocabularies(layouts.read_toml(path), str(path))

    @property
    def vocabulary(self) -> Vocabulary:
        """The words for activities that the settings name; PutRight when there are none of that name."""
        return self._named("vocabulary", self.settings.vocabulary, self.vocabularies.activities)

    @property
    def matrix(self) -> Matrix:
        """The risk matrix that the settings name; PutRight when there is none of that name."""
        return self._named("risk matrix", self.settings.risk_matrix, self.vocabularies.matrices)

    def _named(self, what: str, name: str, known: Mapping[str, Chosen]) -> Chosen:
        """What the settings name; PutRight, with the nearest name, when there is none of that name."""
        if name not in known:
            names = ", ".join(f'"{one}"' for one in known)
            raise PutRight(
                f'{self.folder / settings_file.FILE}: there is no {what} "{name}". {near_miss(name, known)}Use one of: {names}.'
            )
        return known[name]

    def layout(self, name: str) -> Layout:
        """A layout with the council's own lists of choices in it."""
        found = layouts.load(self.template("workbook_templates", f"{name}.toml"))
        statuses = tuple(word.word for word in self.vocabulary.words)
        steps = {"@likelihood": self.matrix.likelihood, "@impact": self.matrix.impact}
        return found.with_lists(**{"@rules": tuple(self.rules), "@statuses": statuses, **steps})

    @property
    def theme(self) -> Theme:
        """The workspace's look."""
        return themes.load(self.template("workbook_templates", "theme.toml"))

    def text(self, name: str) -> str:
        """A text of the workbook templates."""
        return self.template("workbook_templates", name).read_text(encoding="utf-8")

    @property
    def ledger(self) -> Ledger:
        """The ledger."""
        url = self.settings.ledger
        if url.startswith("sqlite:///"):
            place = (self.folder / url.removeprefix("sqlite:///")).resolve()
            return Ledger.at(place, self.folder, self.journal, self.settings.backups)
        return Ledger(url, self.folder, self.journal)

    @property
    def journal(self) -> Path:
        """Where the journal lies: in the archive, so that whoever keeps that keeps all."""
        return self.path("archive") / "journal"

    def new_register(self, rows: Rows | None = None) -> bytes:
        """A register in the workspace's own layout and look: empty, or with rows."""
        return write_register(
            self.layout("register"),
            self.theme,
            self.settings.council,
            self.text("register-guidance.txt"),
            self.rules,
            rows,
        )

    def first_rows(self) -> Rows:
        """What stands in a register before anybody has filled it in: the properties of the framework document, still without values."""
        properties = self.layout("register").lists.get("document_properties", ())
        return {"document": [{"property": one} for one in properties]}

    def register_bytes(self) -> bytes:
        """The register's bytes; PutRight when it cannot be read."""
        path = self.folder / REGISTER
        try:
            return path.read_bytes()
        except OSError as why:
            raise PutRight(
                f"{path}: the register could not be read ({why.strerror}). Put it back, or name another workspace with -w."
            ) from why

    def register(self, data: bytes | None = None, today: date | None = None, workers: Workers = ALONE) -> Register:
        """The register: as it is now, or from bytes that were kept; checked against a day where one is given.

        It is read by one of the ``workers``.
        """
        own = Conventions(
            self.rules, self.own_rule, self.settings.own_tolerance, self.vocabulary, self.vocabularies.budgets
        )
        data = self.register_bytes() if data is None else data
        ((_, found),) = workers.each(read, [Reading(data, REGISTER, self.layout("register"), own, today)])
        return found

    def kept_framework(self, ledger: Reader, seq: int | None = None, workers: Workers = ALONE) -> Framework:
        """The framework as it was when a round was issued, from the archive; the last one unless a number is given."""
        known = ledger.register(seq)
        if known is None:
            raise PutRight(f'{self.folder}: nothing has been issued yet. Run "pmf issue" with a month first.')
        return self.register(archive.fetch(self.path("archive"), known[1]), workers=workers).framework

    def yardsticks(self) -> Yardsticks:
        """What items are judged by: the council's words, its risk matrix, and its rule for audit recommendations."""
        return Yardsticks(self.vocabulary, self.matrix, self.rules.get("Percent complete") or self.rules[self.own_rule])

    def asking(self, framework: Framework, layout: Layout) -> Asking:
        """What decides what returns ask."""
        set_ = self.settings
        often: dict[str, str] = {
            "activities": set_.activities_asked, "actions": set_.activities_asked, "recommendations": set_.recommendations_asked,
            "risks": set_.risks_asked, "budgets": set_.budgets_asked,
            QUESTIONS: Frequency.MONTHLY.value,  # in whatever round comes next
        }  # fmt: skip
        return Asking(
            framework, self.rules, set_.council, set_.deadlines, layout.version, self.yardsticks(),
            # A council's own copy of the layout may be older than a part.
            {one.key: Frequency(often[one.key]) for one in layout.sheets if one.key in often},
        )  # fmt: skip

    @functools.cached_property
    def layouts(self) -> Mapping[str, Layout]:
        """The layout of the monthly return, under "", and that of each yearly form."""
        return {"": self.layout("return"), **{key: self.layout(form.layout) for key, form in FORMS.items()}}

    def press(self, layout: Layout, form: str = "") -> Press:
        """What returns are made with, or those of a yearly form; PutRight when the logo that the settings name is none."""
        name = FORMS[form].layout if form else "return"
        texts = self.text(f"{name}-guidance.txt"), self.text(f"{name}-statement.txt")
        return Press(layout, self.theme, *texts, self.logo, self.settings.lock_password)

    @property
    def logo(self) -> bytes:
        """The council's logo, where the settings name one."""
        if not self.settings.logo:
            return b""
        path = self.folder / self.settings.logo
        try:
            data = path.read_bytes()
            picture_size(data)
        except (OSError, ValueError) as why:
            reason = getattr(why, "strerror", None) or why
            raise PutRight(
                f"{path}: the logo could not be used ({reason}). Put a PNG or JPEG file there, or empty the setting."
            ) from why
        return data

    def folder_with(self, folder: str, name: str) -> Path:
        """The workspace's own folder of templates when it has the one that is wanted, ours otherwise."""
        own = self.folder / folder
        return own if (own / name).is_file() else shipped(folder)

    def folders(self, folder: str) -> tuple[Path, ...]:
        """The workspace's own folder of templates, where it has one, then ours."""
        own = self.folder / folder
        return (own, shipped(folder)) if own.is_dir() else (shipped(folder),)

    @property
    def page_css(self) -> str:
        """The looks of reports as web pages."""
        return self.template("report_templates", "page.css").read_text(encoding="utf-8")
