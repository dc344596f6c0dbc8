"""Starters: files that Windows runs on a double click, so that an officer never has to type a command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PureWindowsPath

README = "READ ME FIRST.txt"


@dataclass(frozen=True)
class Starter:
    """One starter: its file's name, the words after "pmf" (options, then what a month may follow), and what is said of it.

    ``about`` completes "double-click it to ...". ``done`` is said when all went well. ``opens`` is a folder of the workspace
    to show then. ``asks`` is whether it asks for a month first.
    """

    name: str
    words: str
    about: str
    done: str
    opens: str = ""
    asks: bool = False


#: The road in the order in which an officer walks it.
STARTERS = (
    Starter(
        "0 Check the register", "check", "check framework.xlsx after you have changed it",
        "The register can be used. Next: 1 Issue returns.",
    ),
    Starter(
        "1 Issue returns", "issue", "write the returns of a month, one for each service, into the folder outgoing",
        "The returns are in the folder outgoing. Read above how each gets to its service.", "outgoing", asks=True,
    ),
    Starter(
        "2 Collect", "collect", "take in what came back, after you have put it in the folder inbox",
        "What was in the inbox has been taken in. Next: 3 Status.",
    ),
    Starter(
        "3 Status", "status --excel", "see who has returned and who is late, also as a workbook in the folder master",
        "The same list is a workbook in the folder master. Next: 4 Remind, or 5 Master workbook.",
    ),
    Starter(
        "4 Remind", "remind", "remind each service of what is still missing",
        "Read above who is reminded. Next, when something comes back: 2 Collect.",
    ),
    Starter(
        "5 Master workbook", "consolidate", "make the workbook with every figure, in the folder master",
        "The master workbook is in the folder master. Next: 6 Report.", "master",
    ),
    Starter(
        "6 Report", "report quarterly", "make the committee report in Word, in the folder reports",
        "The report is in the folder reports. Next: open it in Word and read it through.", "reports",
    ),
)  # fmt: skip

#: The folders of the workspace, as the text file explains them.
FOLDERS = (
    ("framework.xlsx", "the register: services, measures, targets. You fill it in."),
    ("outgoing", "the returns to send out, a folder for each month."),
    ("inbox", "where you put the returns that come back. pmf never changes it."),
    ("queries", "returns in which something has to be put right, marked, to send back to their services."),
    ("master", "the master workbook and the returns tracker."),
    ("reports", "the committee reports in Word."),
    ("open data", "what is published: every open figure, as a table for programs and a workbook for people."),
    ("archive", "every file ever received, just as it came. Leave it as it is."),
    ("ledger.db", "what happened, in order. Leave it as it is, and keep copies of it."),
    ("pmf.toml", "the settings."),
)


def starters(python: str) -> dict[str, bytes]:
    """Every starter and the text that explains them, by file name; ``python`` is the program that is to run pmf."""
    files = {f"{starter.name}.cmd": _script(starter, python) for starter in STARTERS}
    return {README: _explained(), **files}


def _bytes(lines: list[str]) -> bytes:
    """Lines as Windows ends them. There is no byte order mark: cmd would take it for a command."""
    return "".join(f"{line}\r\n" for line in lines).encode()


def _program(python: str) -> str:
    """A program's path as a batch file writes it, or nothing where it cannot be one on Windows.

    A path without a drive, as Linux has them, would mean a folder at the top of whatever drive the workspace is on, where
    others may be able to put a program of the same name.
    """
    usable = PureWindowsPath(python).is_absolute() and python.isprintable() and not set(python) & set('"<>|?*')
    return python.replace("%", "%%") if usable else ""


def _script(starter: Starter, python: str) -> bytes:
    """A starter's text.

    Nothing that comes from outside (a path, what is typed) ever stands outside quotation marks, and what is typed is only
    put in by delayed expansion, which cmd does not read as a command again. The folder is entered with pushd, which gives
    a network folder a drive for as long as it takes. Programs are looked for on the PATH only, and Python modules not in
    the workspace, because a workspace is shared.
    """
    run, code = '"%PMF_PROGRAM%" %PMF_WORDS%', 'set "PMF_CODE=%ERRORLEVEL%"'
    if starter.asks:
        steps = [
            'set "PMF_MONTH="',
            'set /p "PMF_MONTH=Which month, for example 2014-06? Press Enter for the month that ended last: "',
            "if not defined PMF_MONTH goto latest",
            "setlocal EnableDelayedExpansion",
            'set "PMF_MONTH=!PMF_MONTH:"=!"',
            f'"!PMF_PROGRAM!" !PMF_WORDS! {starter.words} -- "!PMF_MONTH!"',
            # The code is read before endlocal, without which an exclamation mark in the folder's name would be lost.
            f"endlocal & {code}",
            "goto said",
            ":latest",
            f"{run} {starter.words}",
            code,
            ":said",
        ]
    else:
        steps = [f"{run} {starter.words}", code]
    return _bytes(
        [
            "@echo off",
            "setlocal EnableExtensions DisableDelayedExpansion",
            'set "NoDefaultCurrentDirectoryInExePath=1"',
            "chcp 65001 >nul",
            f"title {starter.name}",
            'set "PMF_FOLDER=%~dp0"',
            'pushd "%PMF_FOLDER%" || goto nofolder',
            "cls",
            f'set "PMF_PROGRAM={_program(python)}"',
            'set "PMF_WORDS=-P -m pmf_excel"',
            'if defined PMF_PROGRAM if exist "%PMF_PROGRAM%" goto found',
            'set "PMF_PROGRAM=pmf.exe"',
            'set "PMF_WORDS="',
            '"%SystemRoot%\\System32\\where.exe" /q $PATH:pmf.exe || goto nopmf',
            ":found",
            *steps,
            "echo.",
            f'if "%PMF_CODE%"=="0" echo Done. {starter.done}',
            'if "%PMF_CODE%"=="1" echo Something has to be put right: read what is said above. Then double-click this again.',
            'if "%PMF_CODE%"=="2" echo pmf could not do what was asked: read what is said above. Then double-click this again.',
            'if not "%PMF_CODE%"=="0" if not "%PMF_CODE%"=="1" if not "%PMF_CODE%"=="2" '
            "echo pmf itself failed. Your files were not changed. Please report what is said above.",
            *_opening(starter.opens),
            "popd",
            "goto end",
            ":nopmf",
            "echo pmf was not found on this computer.",
            "echo Ask whoever looks after it to install Python and then pmf-excel with: pip install pmf-excel",
            'set "PMF_CODE=3"',
            "popd",
            "goto end",
            ":nofolder",
            "echo This folder could not be opened. Check that the network drive is connected, then double-click this again.",
            'set "PMF_CODE=3"',
            ":end",
            "echo.",
            "pause",
            "exit /b %PMF_CODE%",
        ]
    )


def _opening(folder: str) -> list[str]:
    """The line that shows a folder when all went well: by its full name, because the drive of a network folder goes away."""
    if not folder:
        return []
    return [f'if "%PMF_CODE%"=="0" if exist "%PMF_FOLDER%{folder}\\" start "" "%PMF_FOLDER%{folder}"']


def _explained() -> bytes:
    """The text that says what is in the folder, and in which order the starters are used."""
    width = max(len(name) for name, _ in FOLDERS)
    return _bytes(
        [
            "READ ME FIRST",
            "",
            "This folder is a workspace of pmf: everything about your council's performance returns is in it.",
            "",
            "What to double-click on Windows, in this order:",
            "",
            *(f"  {starter.name}: to {starter.about}." for starter in STARTERS),
            "",
            "Each says what it did and waits for a key. You may run any of them again: nothing is counted twice,",
            "and nothing that you have saved is written over.",
            "",
            "What is in the folder:",
            "",
            *(f"  {name.ljust(width)}  {what}" for name, what in FOLDERS),
            "",
            "Close a workbook in Excel before you make it again. To type the commands instead, run: pmf --help",
        ]
    )
