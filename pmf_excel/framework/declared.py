"""Tables that a council declared in TOML: read key by key, with everything wrong in them gathered before anything is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pmf_excel.problems import near_miss


@dataclass(frozen=True)
class Table:
    """A table while it is read: how people know it, its values, and the list its faults are gathered in."""

    name: str
    data: Mapping[str, Any]
    faults: list[str]

    def fault(self, found: str, remedy: str) -> None:
        """Note something that has to be put right."""
        self.faults.append(f"{self.name}: {found} {remedy}")

    def only(self, *keys: str) -> None:
        """Say which keys of the table are none of those it may have."""
        for key in self.data:
            if key not in keys:
                self.fault(f'"{key}" is not known here.', f"{near_miss(str(key), keys)}Use {listed(keys)}.")

    def text(self, key: str, required: bool = True) -> str:
        """A text; said when it is missing, unless it may be."""
        value = self.data.get(key, "")
        if not isinstance(value, str) or (required and not value.strip()):
            self.fault(f'"{key}" is {"missing" if value == "" else "not a text"}.', "Enter a text in quotation marks.")
            return ""
        return value.strip()

    def flag(self, key: str, otherwise: bool | None) -> bool | None:
        """True or false, or what holds where nothing is said."""
        value = self.data.get(key, otherwise)
        if value is not None and not isinstance(value, bool):
            self.fault(f'"{key}" is "{value}".', "Enter true or false, without quotation marks.")
            return otherwise
        return value

    def number(self, key: str, whole: bool = False) -> Decimal:
        """A number of 0 or more, exactly as it is written."""
        value = self.data.get(key)
        known = isinstance(value, int if whole else int | float | Decimal) and not isinstance(value, bool)
        # Through its text, so that 2.5 in the file is 2.5 here.
        number = Decimal(str(value)) if known else Decimal("NaN")
        if not number.is_finite() or number < 0:
            what = f'"{key}" is missing.' if value is None else f'"{key}" is "{value}".'
            self.fault(what, f"Enter a {'whole ' if whole else ''}number, 0 or more.")
            return Decimal(0)
        return number

    def choice(self, key: str, choices: Iterable[str]) -> str:
        """One of some words; the first of them where it is none."""
        typed, known = self.text(key), list(choices)
        if typed and typed not in known:
            self.fault(f'"{key}" is "{typed}".', f"{near_miss(typed, known)}Use one of: {listed(known)}.")
        return typed if typed in known else known[0]

    def mapping(self, key: str) -> Mapping[str, Any]:
        """A table as plain values; empty where there is none."""
        value = self.data.get(key, {})
        if not isinstance(value, Mapping):
            self.fault(f'"{key}" is not a table.', "Compare it with the file that pmf brings.")
            return {}
        return value

    def named(self, key: str, called: str) -> dict[str, Table]:
        """The tables under a key, by their names; there must be one."""
        found = self.mapping(key)
        if not found:
            self.fault(f"there is no {called}.", "Give at least one.")
        for name, value in found.items():
            if not isinstance(value, Mapping):
                self.fault(f'{called} "{name}" is not a table.', "Compare it with the file that pmf brings.")
        return {
            name: Table(f'{called} "{name}"', v, self.faults) for name, v in found.items() if isinstance(v, Mapping)
        }

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.data.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one.strip() for one in value):
            self.fault(f'"{key}" is not a list of texts.', 'Enter it as ["…", "…"].')
            return ()
        return tuple(value)

    def tables(self, key: str, by: str) -> list[Table]:
        """The tables in the list under a key, each known by its own text under ``by``, no two by the same."""
        value = self.data.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(one, Mapping) for one in value):
            self.fault(f'"{key}" is not a list of tables.', f'Enter it as [{{ {by} = "…" }}, {{ {by} = "…" }}].')
            return []
        found = [
            Table(f'{self.name}, "{one.get(by, number)}"', one, self.faults) for number, one in enumerate(value, 1)
        ]
        names = [plain(str(one.get(by, ""))) for one in value]
        for table, name in zip(found, names, strict=True):
            if name and names.count(name) > 1:
                table.fault(f"this {by} stands here more than once.", "Keep one of them.")
        return found


def plain(text: str) -> str:
    """A word as it is compared: without capitals, blanks in a row as one."""
    return " ".join(text.split()).casefold()


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them, each in quotation marks."""
    return ", ".join(f'"{word}"' for word in words)
