"""Files that are still arriving, that programs leave behind, that are no ordinary files, and moments that cannot be."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.odd.edits import Return
from tests.odd.variant import AWAITED, Content, Expected, Files, Variant, in_folder, in_turn

COLLECTED = datetime(2014, 7, 10, 17, tzinfo=UTC)
ACCEPTED, WAITING = Expected("accepted"), Expected("waiting", frozenset({"PMF-309"}))
DAMAGED = Expected("rejected", frozenset({"PMF-302"}))
FILE = "return.xlsx"


def just_now(data: bytes, stage: int = 0) -> Callable[[Path], None]:
    """A file that changed half a minute before it is collected."""
    return at(data, COLLECTED + timedelta(hours=stage) - timedelta(seconds=30))


def at(data: bytes, moment: datetime) -> Callable[[Path], None]:
    """A file last changed at a moment."""

    def make(path: Path) -> None:
        path.write_bytes(data)
        os.utime(path, (moment.timestamp(), moment.timestamp()))

    return make


def linked(to: str | Path) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(to)


def beside(name: str) -> Callable[[Return], Files]:
    """A link beside a return, outside the inbox, of that return's bytes."""

    def make(path: Path, data: bytes) -> None:
        outside = path.parents[2] / f"outside {name}"
        outside.write_bytes(data)
        path.symlink_to(outside)

    return lambda made: {"linked.xlsx": lambda path: make(path, made.data)}


def endless(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(5 * 2**30)
    os.utime(path, (0, 0))


def socketed(path: Path) -> None:
    """A socket; its path is too long to bind, so it is bound from its folder."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)


def hard_linked(path: Path) -> None:
    os.link(path.with_name(FILE), path)


def alone(name: str, content: Callable[[Return], Content], expected: Expected | None, file: str = FILE) -> Variant:
    """A file of which nothing is taken; one that nothing is expected of is not to be mentioned."""
    stands = {} if expected and expected.verdict.startswith("accepted") else AWAITED
    return in_folder(name, lambda made: {file: content(made)}, {file: expected} if expected else {}, **stands)


LEFT_BEHIND = {
    "~$turn.xlsx": bytes(165), ".~lock.return.xlsx#": b",somebody,host,;", "Cedd4100": b"x" * 500, "8F3A21B0": b"", "~WRL0001.tmp": b"x",
    "return.xlsx.tmp": b"x", "return.xlsx.partial": b"x", "return.xlsx.part": b"x", "return.xlsx.crdownload": b"x", "._return.xlsx": b"x",
    ".DS_Store": b"x", "Thumbs.db": b"x", "desktop.ini": b"x", "return.xlsx~": b"x", ".hidden.xlsx": b"x",
}  # fmt: skip

VARIANTS: list[Variant] = [
    *(alone(f"left behind: {name}", lambda made, data=data: data, None, file=name) for name, data in LEFT_BEHIND.items()),
    in_folder("open in Excel while it is collected", lambda made: {"return.xlsx": made.data, "~$return.xlsx": bytes(165)},
              {"return.xlsx": Expected("accepted-with-notes", frozenset({"PMF-326"}))}),
    alone("half of it, just now", lambda made: just_now(made.data[:9000]), WAITING),
    alone("half of it, hours ago", lambda made: made.data[:9000], DAMAGED),
    alone("nothing of it, just now", lambda made: just_now(b""), WAITING),
    alone("nothing of it, hours ago", lambda made: b"", Expected("rejected", frozenset({"PMF-303"}))),
    alone("its length alone, just now", lambda made: just_now(bytes(len(made.data))), WAITING),
    alone("its beginning and then zeros, just now", lambda made: just_now(made.data[:9000] + bytes(len(made.data) - 9000)), WAITING),
    alone("whole, just now", lambda made: just_now(made.data), ACCEPTED),
    in_turn("half of it, then all of it", (lambda made: {FILE: just_now(made.data[:9000])}, {FILE: WAITING}), (lambda made: {FILE: made.data}, {FILE: ACCEPTED})),
    in_turn("its length, then all of it", (lambda made: {FILE: just_now(bytes(len(made.data)))}, {FILE: WAITING}), (lambda made: {FILE: just_now(made.data, 1)}, {FILE: ACCEPTED})),
    in_turn("its length for hours, then all of it", (lambda made: {FILE: bytes(len(made.data))}, {FILE: WAITING}), (lambda made: {FILE: made.data}, {FILE: ACCEPTED})),
    in_turn("half of it for hours, then all of it", (lambda made: {FILE: made.data[:9000]}, {FILE: DAMAGED}), (lambda made: {FILE: made.data}, {FILE: ACCEPTED})),
    alone("changed in the year 2100", lambda made: at(made.data, datetime(2100, 1, 1, tzinfo=UTC)), ACCEPTED),
    alone("changed in the year 1980", lambda made: at(made.data, datetime(1980, 1, 1, tzinfo=UTC)), ACCEPTED),
    alone("changed before there were computers", lambda made: at(made.data, datetime(1903, 1, 1, tzinfo=UTC)), ACCEPTED),
    alone("half of it, changed in the year 2100", lambda made: at(made.data[:9000], datetime(2100, 1, 1, tzinfo=UTC)), DAMAGED),
    in_folder("a link to a return outside", beside("return"), {}, **AWAITED),
    alone("a link to nothing", lambda made: linked("nowhere.xlsx"), None),
    alone("a link to itself", lambda made: linked(FILE), None),
    alone("a link to endless zeros", lambda made: linked("/dev/zero"), None),
    alone("a link to the folder above", lambda made: linked(".."), None),
    alone("a pipe", lambda made: os.mkfifo, None),
    alone("a socket", lambda made: socketed, None),
    alone("a folder named like a return", lambda made: Path.mkdir, None),
    alone("five gigabytes of nothing", lambda made: endless, Expected("rejected", frozenset({"PMF-313"}))),
    in_folder("a return in a folder named like one", lambda made: {"folder.xlsx/return.xlsx": made.data}, {"folder.xlsx/return.xlsx": ACCEPTED}),
    in_folder("one file under two names on the disk", lambda made: {FILE: made.data, "second.xlsx": hard_linked}, {FILE: ACCEPTED, "second.xlsx": Expected("duplicate")}),
]  # fmt: skip
