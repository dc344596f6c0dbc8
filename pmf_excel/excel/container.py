"""The zip container of a workbook, held to its limits before anything in it is parsed.

What the directory says of each part is checked for all parts, also those that are never inflated; what is inflated must then be
exactly what was said. Parts are looked up by name and read in memory: nothing is ever extracted, so that a name that leads
elsewhere could do no harm, and is refused all the same because no spreadsheet program writes one.

What stands before the first entry is refused: such a file is two files, and which one is seen depends on the program.
What stands after the end is passed over, as mail gateways pad files; a second end there is refused for the same reason.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib

from pmf_excel.excel.kinds import Unreadable

#: Limits, from what 3,304 real packages needed.
FILE_BYTES = 20 * 2**20
PARTS = 1_000
PART_BYTES = 64 * 2**20
TOTAL_BYTES = 200 * 2**20
LEAST_RATIO, RATIO_FROM = 0.01, 100 * 1024

_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY, _END = b"PK\x01\x02", b"PK\x05\x06"
_ENCRYPTED, _LENGTHS_FOLLOW, _PATCHED, _HIDDEN = 0x1, 0x8, 0x20, 0x2000
_UNKNOWN = 0xFFFFFFFF
#: A name that is absolute, has a drive or a backslash, or goes up.
_LEADS_AWAY = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|[\x00-\x1f]")


class Container:
    """The parts of a package by name; names are the same in either case, as the standard has it."""

    def __init__(self, data: bytes) -> None:
        if len(data) > FILE_BYTES:
            raise Unreadable("large", f"{len(data):,} bytes")
        if data.count(_ENTRY) > 4 * PARTS:  # counted before zipfile makes an object of each
            raise Unreadable("large", "too many parts")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                infos, directory = archive.infolist(), archive.start_dir
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, struct.error) as why:
            raise Unreadable("damaged", str(why)) from why
        self._data = memoryview(data)
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._starts: dict[str, int] = {}
        for info in infos:
            self._enter(info)
        if len(infos) > PARTS:
            raise Unreadable("large", f"{len(infos):,} parts")
        if sum(info.file_size for info in infos) > TOTAL_BYTES:
            raise Unreadable("large", f"more than {TOTAL_BYTES:,} bytes in all")
        if data.count(_END, self._lay_out(infos, directory)) > 1:
            raise Unreadable("tampered", "two ends")

    @property
    def names(self) -> list[str]:
        """The names of all parts, folders left out, in small letters."""
        return list(self._infos)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._infos

    def _enter(self, info: zipfile.ZipInfo) -> None:
        """Take a part in, by what the directory says of it."""
        name, key = info.orig_filename, info.orig_filename.casefold()
        if info.flag_bits & (_ENCRYPTED | _HIDDEN):
            raise Unreadable("encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & _PATCHED:
            raise Unreadable("tampered", f"{name}: an unusual compression")
        if _LEADS_AWAY.search(name) or stat.S_ISLNK(info.external_attr >> 16):
            raise Unreadable("tampered", f"{name!r} leads out of the file")
        if key in self._infos:
            raise Unreadable("tampered", f"two parts with the name {name}")
        size, packed = info.file_size, info.compress_size
        if size > PART_BYTES or (size > RATIO_FROM and packed < LEAST_RATIO * size):
            raise Unreadable("large", f"{name} inflates to {size:,} bytes")
        if not name.endswith("/"):
            self._infos[key] = info

    def _lay_out(self, infos: list[zipfile.ZipInfo], directory: int) -> int:
        """Note where the bytes of each part begin: one after the other, nothing twice, as each part itself says. Gives where the last ends."""
        before = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            at, name = info.header_offset, info.orig_filename
            if at < before:
                raise Unreadable("tampered", f"{name} overlaps another part")
            if not before and at:
                raise Unreadable("tampered", "something stands before the first part")
            header = bytes(self._data[at : at + _LOCAL.size])
            if len(header) < _LOCAL.size:
                raise Unreadable("damaged", f"{name} is cut off")
            mark, _, flags, method, _, _, crc, packed, size, named, extra = _LOCAL.unpack(header)
            start = at + _LOCAL.size + named + extra
            before = start + info.compress_size
            own = bytes(self._data[at + _LOCAL.size : at + _LOCAL.size + named])
            said = own.decode("utf-8" if flags & 0x800 else "cp437", "replace")
            if mark != b"PK\x03\x04" or before > directory:
                raise Unreadable("damaged", f"{name} is cut off")
            told = flags & _LENGTHS_FOLLOW or _UNKNOWN in (packed, size)
            same = told or (crc, packed, size) == (info.CRC, info.compress_size, info.file_size)
            if said != name or method != info.compress_type or flags & _ENCRYPTED or not same:
                raise Unreadable("tampered", f"{name} is described in two ways")
            self._starts[name.casefold()] = start
        return before

    def _packed(self, name: str) -> tuple[zipfile.ZipInfo, memoryview] | None:
        key = name.casefold()
        if key not in self._infos:
            return None
        info, start = self._infos[key], self._starts[key]
        return info, self._data[start : start + info.compress_size]

    def part(self, name: str) -> bytes:
        """The bytes of a part, whose length and checksum are as the directory says; empty when there is none."""
        found = self._packed(name)
        if found is None:
            return b""
        info, packed = found
        if info.compress_type == zipfile.ZIP_STORED:
            whole, ended = bytes(packed), True
        else:
            inflater = zlib.decompressobj(-15)
            try:
                whole = inflater.decompress(packed, info.file_size + 1)  # one more than said is enough to know
            except zlib.error as why:
                raise Unreadable("damaged", str(why)) from why
            ended = inflater.eof and not inflater.unused_data
        if not ended or len(whole) != info.file_size or zlib.crc32(whole) != info.CRC:
            raise Unreadable("damaged", f"{name} is not what the directory says")
        return whole

    def beginning(self, name: str, length: int) -> bytes:
        """The first bytes of a part, without inflating more of it."""
        found = self._packed(name)
        if found is None:
            return b""
        info, packed = found
        if info.compress_type == zipfile.ZIP_STORED:
            return bytes(packed[:length])
        try:
            return zlib.decompressobj(-15).decompress(packed, length)
        except zlib.error as why:
            raise Unreadable("damaged", str(why)) from why
