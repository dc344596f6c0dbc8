"""A workspace's settings, read from pmf.toml, and the one clock."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.calendar import Deadlines, Stage
from pmf_excel.framework.exceptions import Watch
from pmf_excel.framework.model import Tolerance, ToleranceKind
from pmf_excel.framework.periods import Frequency, Length, Period, parse
from pmf_excel.mail.server import MailServer, host_and_port, mail_faults
from pmf_excel.problems import CODES, near_miss

FILE = "pmf.toml"
#: Sets the clock for tests and demonstrations, as 2014-07-10T17:00:00.
CLOCK = "PMF_NOW"
#: Who challenges and approves targets in West Lindsey (Governance and Audit Committee, 19 December 2012, paragraph 3.1): seven steps.
WEST_LINDSEY = (
    "Officers' proposal, Corporate Strategy and Governance Board, Leaders Panel, Challenge and Improvement Committee, Policy committees, "
    "Officers' final scorecards, Board's approval of scorecards"
)
#: Holds the mail server's password, which no file ever does.
MAIL_PASSWORD = "PMF_MAIL_PASSWORD"


def now() -> datetime:
    """The moment it is, in UTC, to the second: the only place that asks a clock."""
    told = os.environ.get(CLOCK, "")
    if told:
        try:
            return datetime.fromisoformat(told).replace(tzinfo=UTC)
        except ValueError as why:
            raise Mistyped(
                f'{CLOCK} is "{told}", which is not a moment. Write it as 2014-07-10T17:00:00, or unset it.'
            ) from why
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Settings:
    """What a council has set; every setting but its name has a default."""

    council: str
    ledger: str = "sqlite:///ledger.db"
    inbox: str = "inbox"
    outgoing: str = "outgoing"
    archive: str = "archive"
    master: str = "master"
    reports: str = "reports"
    open_data: str = "open data"
    queries: str = "queries"
    due_day: int = 10
    annual_due_day: int = 0
    tolerance: str = "10"
    tolerance_kind: str = ToleranceKind.RELATIVE.value
    format: str = "north-norfolk"
    settle_seconds: int = 120
    status_rule: str = "Target and tolerance"
    vocabulary: str = "North Norfolk 2013"
    risk_matrix: str = "By score"
    exceptions_persistent: bool = True
    exceptions_plan_only: bool = False
    exceptions_over: bool = False
    exceptions_remedial: bool = True
    activities_asked: str = "Quarterly"
    recommendations_asked: str = "Quarterly"
    risks_asked: str = "Quarterly"
    budgets_asked: str = "Quarterly"
    lock_password: str = ""
    logo: str = ""
    backups: int = 10
    years: int = 3
    report_points: int = 12
    approval_stages: str = "Leadership Team"
    report_stages: str = "Entry 1, Analysis and Performance Improvement Board 1, Report 1, Clearance 4"
    target_stages: str = WEST_LINDSEY
    amendments_approved_by: str = "Chief Executive"
    extensions_agreed_by: str = "Heads of Paid Service"
    holds_from: str = ""
    move_collected_to: str = ""
    mail_server: str = ""
    mail_from: str = ""
    mail_security: str = "starttls"
    mail_user: str = ""

    @property
    def own_tolerance(self) -> Tolerance:
        """The council's tolerance, for measures that have none of their own."""
        return Tolerance(Decimal(self.tolerance), ToleranceKind(self.tolerance_kind))

    @property
    def deadlines(self) -> Deadlines:
        """When returns are due."""
        return Deadlines(self.due_day, self.annual_due_day)

    @property
    def watch(self) -> Watch:
        """What the council calls an exception, besides what is Red."""
        return Watch(
            persistent=self.exceptions_persistent, plan_only=self.exceptions_plan_only, over=self.exceptions_over,
            remedial=self.exceptions_remedial,
        )  # fmt: skip

    @property
    def stages(self) -> tuple[str, ...]:
        """Who approves a round before it goes to a committee, in order; nothing where no approval is asked for."""
        return tuple(filter(None, (" ".join(one.split()) for one in self.approval_stages.split(","))))

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who may approve a change of the register once it was adopted, beside the body that adopted it (North Norfolk 2022, 3.4)."""
        return tuple(filter(None, (" ".join(one.split()) for one in self.amendments_approved_by.split(","))))

    @property
    def may_extend(self) -> tuple[str, ...]:
        """Who agrees that a service has longer for a return (North Norfolk 2017, section 3); nothing where that is anybody's."""
        return tuple(filter(None, (" ".join(one.split()) for one in self.extensions_agreed_by.split(","))))

    @property
    def target_steps(self) -> tuple[str, ...]:
        """Who challenges, refines and approves a year's targets, in order; the last of them sets them."""
        return tuple(filter(None, (" ".join(one.split()) for one in self.target_stages.split(","))))

    @property
    def timetable(self) -> tuple[Stage, ...]:
        """The stages of a quarter's report before its publication, each with its weeks (Harborough 2014, paragraph 2.9, unless set)."""
        return _report_stages(self.report_stages)

    @property
    def bites(self) -> dict[str, Period]:
        """The round from which on each of some queries holds its row; PutRight when the setting cannot be read."""
        found = {}
        for part in filter(None, (one.strip() for one in self.holds_from.split(","))):
            code, _, month = part.partition(" ")
            try:
                begins = parse(month)
                if code not in CODES or not code.startswith("PMF-2") or begins.length is not Length.MONTH:
                    raise ValueError(part)
            except ValueError as why:
                raise PutRight(
                    f'{FILE}: "holds_from" has "{part}". Write the code of a question and a month, for example "PMF-219 2026-12", with commas between.'
                ) from why
            found[code] = begins
        return found

    @property
    def mail(self) -> MailServer | None:
        """The mail server that letters are sent through; nothing unless the council has named one: then they stay drafts.

        Raises PutRight when it wants a password and there is none.
        """
        if not self.mail_server:
            return None
        password = os.environ.get(MAIL_PASSWORD, "")
        if self.mail_user and not password:
            raise PutRight(
                f'{FILE}: "mail_user" is set, and the password is not. Set the environment variable {MAIL_PASSWORD}; it is never kept in a file.'
            )
        host, port = host_and_port(self.mail_server, self.mail_security)
        return MailServer(host, port, self.mail_security, self.mail_from, self.mail_user, password)

    @property
    def settle(self) -> timedelta:
        """How long a file that cannot be opened yet is given to arrive."""
        return timedelta(seconds=self.settle_seconds)


def _report_stages(text: str) -> tuple[Stage, ...]:
    """Stages from a text such as "Entry 1, Clearance 4"; ValueError where it cannot be read."""
    found = []
    for part in filter(None, (" ".join(one.split()) for one in text.split(","))):
        name, _, weeks = part.rpartition(" ")
        taken = {"publication", "meeting", *(one.name.casefold() for one in found)}
        if not name or name.casefold() in taken or not weeks.isdecimal() or not 1 <= int(weeks) <= 26:
            raise ValueError(part)
        found.append(Stage(name, int(weeks)))
    if not 1 <= len(found) <= 4:
        raise ValueError(text)
    return tuple(found)


def read(path: Path) -> Settings:
    """Read pmf.toml.

    Raises PutRight, with everything that is wrong at once, and Mistyped when there is no such file.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as why:
        raise Mistyped(
            f"{path.parent}: this folder is not a workspace, because it has no {FILE}. "
            'Go to your workspace or name it with "-w FOLDER"; "pmf new FOLDER" makes one.'
        ) from why
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise PutRight(
            f"{path}: the settings could not be read ({why}). Put that line right, then run the same command again."
        ) from why
    faults = _faults(data)
    if faults:
        raise PutRight(f"{path}: " + " ".join(faults))
    return Settings(**data)


def _faults(data: Mapping[str, Any]) -> list[str]:
    kinds = {field.name: type(field.default) for field in fields(Settings)}
    kinds["council"] = str
    faults = []
    for key, value in data.items():
        if key not in kinds:
            faults.append(f'"{key}" is not a setting. {near_miss(key, kinds)}Remove it or correct its name.')
        elif type(value) is not kinds[key]:
            wanted = {int: "a whole number", bool: "true or false"}.get(kinds[key], "a text in quotation marks")
            faults.append(f'"{key}" is {value!r}; write {wanted}.')
    if not str(data.get("council", "")).strip():
        faults.append('"council" is missing; write the council\'s name.')
    day = data.get("due_day", 10)
    if isinstance(day, int) and not 1 <= day <= 28:
        faults.append(f'"due_day" is {day}; write a day from 1 to 28.')
    annual = data.get("annual_due_day", 0)
    if isinstance(annual, int) and not 0 <= annual <= 28:
        faults.append(f'"annual_due_day" is {annual}; write a day from 1 to 28, or 0 for the last day of the month.')
    backups = data.get("backups", 10)
    if type(backups) is int and not 2 <= backups <= 1000:
        faults.append(f'"backups" is {backups}; write how many copies of the ledger to keep, from 2 to 1000.')
    years = data.get("years", 3)
    if type(years) is int and not 1 <= years <= 10:
        faults.append(f'"years" is {years}; write how many financial years the trends go back, from 1 to 10.')
    points = data.get("report_points", 12)
    if type(points) is int and not 12 <= points <= 18:
        faults.append(f'"report_points" is {points}; write how large the smallest type of reports is, from 12 to 18.')
    try:
        _report_stages(str(data.get("report_stages", "Entry 1")))
    except ValueError as why:
        faults.append(
            f'"report_stages" has "{why}"; write up to four stages, each with a name of its own and its weeks from 1 to 26: "Entry 1, Board 1, Report 1, Clearance 4".'
        )
    for setting in ("approval_stages", "target_stages"):
        stages = [" ".join(one.split()).casefold() for one in str(data.get(setting, "")).split(",")]
        twice = next((one for one in stages if one and stages.count(one) > 1), "")
        if twice:
            faults.append(f'"{setting}" has "{twice}" twice; give each stage a name of its own.')
    if data.get("tolerance_kind", ToleranceKind.RELATIVE.value) not in set(ToleranceKind):
        faults.append('"tolerance_kind" must be "% of target" or "points".')
    faults += [
        f'"{key}" is "{data[key]}"; write "Monthly", "Quarterly" or "Annual".'
        for key in ("activities_asked", "recommendations_asked", "risks_asked", "budgets_asked")
        if key in data and data[key] not in set(Frequency)
    ]
    try:
        if not 0 <= Decimal(str(data.get("tolerance", "10"))) <= 1000:
            raise InvalidOperation
    except InvalidOperation:
        faults.append('"tolerance" must be a number from 0 to 1000 in quotation marks, for example "10".')
    return faults + mail_faults({key: str(value) for key, value in data.items() if key.startswith("mail_")})
