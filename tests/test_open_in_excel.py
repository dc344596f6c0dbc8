"""What is open in Excel or Word while it is made anew: the new one lies beside it, and the next run puts things in order."""

from __future__ import annotations

import errno
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from pmf_excel.cli import pmf
from pmf_excel.errors import PutRight
from pmf_excel.files import put_in_place
from pmf_excel.made import put_made
from pmf_excel.workspace import Workspace

MASTER, NEW, NEW_2 = "master 2014-06.xlsx", "master 2014-06 (new).xlsx", "master 2014-06 (new 2).xlsx"
Open = Callable[..., None]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Open files of some names as Excel does on Windows, instead of those opened before: nobody else may replace them, take them away or write to them.

    With ``only_replacing`` all but replacing works, as where a system says so only then.
    """
    held: set[str] = set()
    asked_too: set[str] = set()
    replace, unlink, path_open = os.replace, os.unlink, Path.open

    def refuse(path: Any, names: set[str]) -> None:
        if Path(path).name in names:
            raise PermissionError(errno.EACCES, "Access is denied", str(path))

    def guarded_replace(old: Any, new: Any, **more: Any) -> None:
        refuse(new, held)
        replace(old, new, **more)

    def guarded_unlink(path: Any, **more: Any) -> None:
        refuse(path, held)
        unlink(path, **more)

    def guarded_open(self: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        if set(mode) & set("wa+"):
            refuse(self, asked_too)
        return path_open(self, mode, *more, **named)

    monkeypatch.setattr(os, "replace", guarded_replace)
    monkeypatch.setattr(os, "unlink", guarded_unlink)
    monkeypatch.setattr(Path, "open", guarded_open)

    def say(*names: str, only_replacing: bool = False) -> None:
        held.clear()
        asked_too.clear()
        held.update(names)
        asked_too.update(() if only_replacing else names)

    yield say
    say()


@pytest.fixture
def run(workspace: Workspace, issued: object) -> Callable[..., Result]:
    """Run pmf in a workspace whose returns are issued."""

    def call(*words: str) -> Result:
        return CliRunner(env={"PMF_NOW": "2014-07-10T17:00:00"}).invoke(
            pmf, [*words, "-w", str(workspace.folder)], catch_exceptions=False
        )

    return call


def lying(folder: Path) -> list[str]:
    """What lies in a folder, but for a report's page, which always has the newest."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".html")


def save(path: Path) -> bytes:
    """Save a workbook as a person does, and give what it is then."""
    openpyxl.load_workbook(path).save(path)
    return path.read_bytes()


@pytest.mark.parametrize("only_replacing", [False, True])
@pytest.mark.parametrize(
    ("words", "folder", "name"),
    [
        (("consolidate",), "master", MASTER),
        (("status", "--excel"), "master", "returns tracker 2014-06.xlsx"),
        (("report", "quarterly"), "reports", "2014-06 quarterly plain DRAFT.docx"),
    ],
)
def test_the_new_one_lies_beside_the_open_one_and_the_next_run_puts_it_in_its_place(
    workspace: Workspace, run: Callable[..., Result], opened: Open, words: tuple[str, ...], folder: str, name: str, only_replacing: bool
) -> None:  # fmt: skip
    place = workspace.path(folder)
    assert run(*words).exit_code == 0
    [made] = lying(place)
    stem, suffix = Path(made).stem, Path(made).suffix
    assert suffix == Path(name).suffix
    first = (place / made).read_bytes()
    (place / made).write_bytes(_older(first))
    old = (place / made).read_bytes()

    opened(made, only_replacing=only_replacing)
    done = run(*words)
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"Written: {place / f'{stem} (new){suffix}'}\n" in done.stdout
    assert (
        f'"{made}" could not be replaced because it is open in another program or may not be written to, so the new one was '
        f'written beside it, as "{stem} (new){suffix}". Close "{made}" and run the same command again: that puts the new one '
        "in its place.\n"
    ) in done.stdout
    assert lying(place) == [f"{stem} (new){suffix}", made]
    assert (place / made).read_bytes() == old
    assert (place / f"{stem} (new){suffix}").read_bytes() == first

    opened()
    done = run(*words)
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"Written: {place / made}\n" in done.stdout
    assert f'"{stem} (new){suffix}" was taken away: it was written while "{made}" was open.\n' in done.stdout
    assert lying(place) == [made]
    assert (place / made).read_bytes() == first


def _older(data: bytes) -> bytes:
    """A made file as an earlier run had written it: another content, and nobody has saved it."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as parts:
        parts.comment = b"older"
    return out.getvalue()


def test_whoever_looks_first_is_told_so_and_nothing_is_written(
    workspace: Workspace, run: Callable[..., Result], opened: Open
) -> None:
    place = workspace.path("master")
    run("consolidate")
    opened(MASTER)
    before = {path: path.read_bytes() for path in place.iterdir()}
    done = run("consolidate", "--dry-run")
    assert done.exit_code == 0
    assert f"This would write {place / NEW}\n" in done.stdout
    assert f'the new one would be written beside it, as "{NEW}".' in done.stdout
    assert {path: path.read_bytes() for path in place.iterdir()} == before
    opened()
    (place / NEW).write_bytes((place / MASTER).read_bytes())
    done = run("consolidate", "--dry-run")
    assert f"This would write {place / MASTER}\n" in done.stdout
    assert NEW not in done.stdout and lying(place) == [NEW, MASTER]


def test_json_says_it_too(workspace: Workspace, run: Callable[..., Result], opened: Open) -> None:
    place = workspace.path("master")
    assert json.loads(run("consolidate", "--json").stdout)["remarks"] == []
    opened(MASTER, only_replacing=True)
    answer = json.loads(run("consolidate", "--json").stdout)
    assert answer["file"] == str(place / NEW)
    assert len(answer["remarks"]) == 1 and NEW in answer["remarks"][0]
    opened("returns tracker 2014-06.xlsx")
    assert "remarks" in json.loads(run("status", "--excel", "--json").stdout)
    assert json.loads(run("report", "quarterly", "--json").stdout)["remarks"] == []


def test_what_a_person_saved_beside_it_stays_and_is_said(
    workspace: Workspace, run: Callable[..., Result], opened: Open
) -> None:
    place = workspace.path("master")
    run("consolidate")
    opened(MASTER)
    run("consolidate")
    opened()
    kept = save(place / NEW)
    opened(MASTER)
    done = run("consolidate")  # still open: theirs is not written over either
    assert f"Written: {place / NEW_2}\n" in done.stdout
    assert f'as "{NEW_2}". Close "{MASTER}"' in done.stdout
    opened()
    done = run("consolidate")
    assert f"Written: {place / MASTER}\n" in done.stdout
    assert (
        f'"{NEW}" stays, because somebody saved it since it was made. Copy what you need out of it, then delete it.\n'
        in done.stdout
    )
    assert f'"{NEW_2}" was taken away' in done.stdout
    assert lying(place) == [NEW, MASTER]
    assert (place / NEW).read_bytes() == kept


@pytest.mark.parametrize("only_replacing", [False, True])
def test_where_the_one_beside_is_open_too_it_gets_a_number(
    workspace: Workspace, run: Callable[..., Result], opened: Open, only_replacing: bool
) -> None:
    place = workspace.path("master")
    run("consolidate")
    opened(MASTER)
    run("consolidate")
    opened(MASTER, NEW, only_replacing=only_replacing)
    done = run("consolidate")
    assert done.exit_code == 0 and f"Written: {place / NEW_2}\n" in done.stdout
    opened(NEW, only_replacing=only_replacing)
    done = run("consolidate")
    assert done.exit_code == 0 and f"Written: {place / MASTER}\n" in done.stdout
    assert f'"{NEW}" is out of date, and open in another program. Close it: the next run takes it away.' in done.stdout
    assert lying(place) == [NEW, MASTER]
    opened()
    assert f'"{NEW}" was taken away' in run("consolidate").stdout
    assert lying(place) == [MASTER]


def test_one_that_was_saved_while_it_was_open_stays(
    workspace: Workspace, run: Callable[..., Result], opened: Open
) -> None:
    place = workspace.path("master")
    run("consolidate")
    opened(MASTER)
    run("consolidate")
    opened()
    kept = save(place / MASTER)
    done = run("consolidate")
    assert f"Written: {place / 'master 2014-06 2.xlsx'}\n" in done.stdout
    assert f'"{MASTER}" stays as it is, because somebody saved it since it was made.\n' in done.stdout
    assert lying(place) == ["master 2014-06 2.xlsx", MASTER]
    assert (place / MASTER).read_bytes() == kept


def test_a_name_that_only_looks_alike_is_not_touched(workspace: Workspace, run: Callable[..., Result]) -> None:
    place = workspace.path("master")
    run("consolidate")
    others = ["master 2014-06 (newer).xlsx", "master 2014-06 (new) copy.xlsx", "master 2014-05 (new).xlsx", "MASTER 2014-06 as known 2014-07-01 (new).xlsx"]  # fmt: skip
    for name in others:
        (place / name).write_bytes((place / MASTER).read_bytes())
    run("consolidate")
    assert lying(place) == sorted([*others, MASTER])


def test_one_that_may_not_even_be_read_is_not_written_over(
    workspace: Workspace, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, opened: Open
) -> None:
    """Word lets nobody read some of what it has open; whether a person saved it cannot be known then."""
    place = workspace.path("master")
    run("consolidate")
    opened(MASTER)
    package = zipfile.ZipFile

    def closed(file: Any, *more: Any, **named: Any) -> zipfile.ZipFile:
        if isinstance(file, Path) and file.name == MASTER:
            raise PermissionError(errno.EACCES, "Access is denied", str(file))
        return package(file, *more, **named)

    monkeypatch.setattr(zipfile, "ZipFile", closed)
    assert f"Written: {place / NEW}\n" in run("consolidate").stdout
    assert lying(place) == [NEW, MASTER]


def test_a_folder_that_refuses_is_no_open_file(workspace: Workspace, run: Callable[..., Result], opened: Open) -> None:
    opened(MASTER, NEW, only_replacing=True)  # neither is there: it is the folder that refuses
    with pytest.raises(PutRight, match="could not be replaced because it is open in another program or may not be"):
        run("consolidate")
    assert lying(workspace.path("master")) == []


def test_the_ledgers_own_files_get_no_other_name(tmp_path: Path, opened: Open) -> None:
    put_in_place(tmp_path / "kept", b"one")
    opened("kept")
    with pytest.raises(PutRight, match="Close it in Excel or Word, then run the same command again"):
        put_in_place(tmp_path / "kept", b"two")
    assert lying(tmp_path) == ["kept"]
    assert (tmp_path / "kept").read_bytes() == b"one"


class Stopped(BaseException):
    """The machine is switched off."""


@pytest.mark.parametrize("still_open", [True, False])
def test_stopped_at_any_call_and_run_again_it_ends_in_the_same_place(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch, still_open: bool
) -> None:
    """First while it is open, then while things are put in order: whichever call of the system is the last one."""
    made = _package()
    for number in range(1, 100):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        path = folder / "made.xlsx"
        path.write_bytes(_older(made))
        if not still_open:
            (folder / "made (new).xlsx").write_bytes(_older(made))
            (folder / "made (new 2).xlsx").write_bytes(_older(made))
        opened(*([path.name] if still_open else []), only_replacing=True)
        with monkeypatch.context() as machine:
            _stop_at(number, machine)
            try:
                put_made(path, made, lambda _: None)
                stopped = False
            except Stopped:
                stopped = True
        for name in ("made.xlsx", "made (new).xlsx", "made (new 2).xlsx"):
            assert not (folder / name).exists() or (folder / name).read_bytes() in (made, _older(made))
        put_made(path, made, lambda _: None)
        if still_open:
            assert lying(folder) == ["made (new).xlsx", "made.xlsx"]
            assert (folder / "made (new).xlsx").read_bytes() == made
            opened()
            put_made(path, made, lambda _: None)
        assert lying(folder) == ["made.xlsx"]
        assert path.read_bytes() == made
        if not stopped:
            break
    assert number > 5


def _package() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as parts:
        core = parts.read("docProps/core.xml")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        start, end = core.index(b">", core.index(b"<dcterms:created")) + 1, core.index(b"</dcterms:created>")
        again = core.index(b">", core.index(b"<dcterms:modified")) + 1
        parts.writestr("docProps/core.xml", core[:again] + core[start:end] + core[core.index(b"</dcterms:modified>") :])
    return made.getvalue()


def _stop_at(number: int, machine: pytest.MonkeyPatch) -> None:
    """Have the so-manieth call that changes a file, or makes it lasting, be the last."""
    count = 0

    def guard(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*more: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                raise Stopped
            return call(*more, **named)

        return counted

    for name in ("open", "fsync", "replace", "unlink"):
        machine.setattr(os, name, guard(getattr(os, name)))
