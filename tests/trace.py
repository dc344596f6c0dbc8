"""Runs pmf in a process of its own that strace watches, and makes one of its calls to the system fail, or be its last.

The process is a fork of this one, which has loaded all that pmf needs: so a run costs tenths of a second. What it prints goes
into shared memory and not through a file, so that every call that is seen changes a file of the workspace.
"""

from __future__ import annotations

import ctypes
import io
import mmap
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pmf_excel import cli

#: The calls that change a file or a folder. Opening changes one only where it makes it.
CALLS = (
    "write", "pwrite64", "writev", "pwritev", "sendfile", "copy_file_range", "ftruncate", "truncate", "fallocate", "fsync",
    "fdatasync", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "rmdir", "mkdir",
    "mkdirat", "fchmod", "chmod", "fchmodat", "utimensat", "openat",
)  # fmt: skip
#: Of these, the ones that a full disk refuses.
ROOM = ("write", "pwrite64", "writev", "pwritev", "sendfile", "copy_file_range", "ftruncate", "fallocate", "mkdir", "mkdirat", "fsync", "fdatasync")  # fmt: skip
MODES = ("kill", "ENOSPC", "EIO")
_ROOM_FOR_WORDS = 1 << 16
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")


@dataclass(frozen=True)
class Point:
    """One call that changes a file: which of all calls of its name it is, and how many of each name came before it."""

    call: str
    number: int
    before: tuple[tuple[str, int], ...]
    line: str


def why_not() -> str:
    """Why processes cannot be watched here; nothing when they can."""
    if sys.platform != "linux" or not shutil.which("strace"):
        return "no strace: on Debian, apt-get install strace"
    done = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    return f"strace may not watch: {done.stderr.strip()}" if done.returncode else ""


def load_all(modules: Iterable[str]) -> None:
    """Load modules that pmf loads only when they are needed."""
    for name in modules:
        __import__(name)


def run(folder: Path, words: Iterable[str], at: str) -> tuple[int, str]:
    """Run pmf in a workspace, undisturbed; its exit code and what it printed."""
    return _watched(folder, words, at, None)


def points(folder: Path, words: Iterable[str], at: str) -> list[Point]:
    """Run pmf in a workspace, and give each call that changed a file, in order."""
    with tempfile.TemporaryDirectory() as place:
        log = Path(place, "log")
        _watched(folder, words, at, ["-y", "-o", str(log)])
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    count: Counter[str] = Counter()
    found = []
    for line in lines:
        match = _LINE.match(line)
        if not match:
            continue
        call = match[1]
        if call != "openat" or ("O_CREAT" in match[2] and "= -1" not in match[2]):
            found.append(Point(call, count[call] + 1, tuple(count.items()), line))
        count[call] += 1
    return found


def stopped(folder: Path, words: Iterable[str], at: str, point: Point, mode: str) -> tuple[int, str]:
    """Run pmf in a workspace and stop it at a point: killed, or the disk full from there on, or that one call refused."""
    if mode == "kill":
        inject = [f"{point.call}:signal=KILL:when={point.number}"]
    elif mode == "EIO":
        inject = [f"{point.call}:error=EIO:when={point.number}"]
    else:
        before = dict(point.before)
        inject = [f"{call}:error=ENOSPC:when={before.get(call, 0) + 1}+" for call in ROOM]
        inject += [] if point.call in ROOM else [f"{point.call}:error=ENOSPC:when={point.number}"]
    return _watched(
        folder, words, at, ["-o", os.devnull, *(part for one in inject for part in ("-e", f"inject={one}"))]
    )


def _watched(folder: Path, words: Iterable[str], at: str, options: Sequence[str] | None) -> tuple[int, str]:
    """Run pmf in a fork of this process, watched by strace where there are options for it."""
    said = mmap.mmap(-1, _ROOM_FOR_WORDS)
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        _as_child(folder, list(words), at, said, ready)
    os.close(ready)
    if options is None:
        os.write(go, b".")
        os.close(go)
    else:
        command = ["strace", "-f", "-e", f"trace={','.join(CALLS)}", *options, "-p", str(child)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as watcher:
            assert watcher.stderr is not None
            attached = watcher.stderr.readline()
            assert "attached" in attached, attached
            os.write(go, b".")
            os.close(go)
            watcher.stderr.read()
    _, status = os.waitpid(child, 0)
    text = said[:].rstrip(b"\0").decode("utf-8", "replace")
    said.close()
    return os.waitstatus_to_exitcode(status), text


class _Paper(io.RawIOBase):
    """What is written is kept in shared memory."""

    def __init__(self, paper: mmap.mmap) -> None:
        super().__init__()
        self.paper = paper

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        room = data[: _ROOM_FOR_WORDS - self.paper.tell()]
        self.paper.write(bytes(room))
        return len(data)


def _as_child(folder: Path, words: list[str], at: str, said: mmap.mmap, ready: int) -> None:
    """Be pmf, once the word to go on is given; never comes back."""
    code = 99
    try:
        _PR_SET_PTRACER, anybody = 0x59616D61, -1
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(anybody), 0, 0, 0)
        os.chdir(folder)
        os.environ["PMF_NOW"] = at
        sys.stdout = sys.stderr = io.TextIOWrapper(_Paper(said), encoding="utf-8", write_through=True)
        sys.argv = ["pmf", *words]
        sys.dont_write_bytecode = True
        os.read(ready, 1)
        cli.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException as why:
        said.write(f"Traceback: {type(why).__name__}: {why}".encode())
    finally:
        os._exit(code)
