"""Names that files have: of other alphabets, too long, like commands or formulas, and bytes that are no text."""

from __future__ import annotations

import unicodedata

from tests.odd.edits import Return
from tests.odd.variant import Expected, Variant, in_folder

#: A name in the inbox, and how it is shown.
NAMES: dict[str, tuple[str | bytes, str]] = {
    "letters with loose accents": (unicodedata.normalize("NFD", "Réservé.xlsx"), "Réservé.xlsx"),
    "emoji": ("🏠 Housing 👍🏽.xlsx", "🏠 Housing 👍🏽.xlsx"),
    "other alphabets": ("Жильё 住宅 مسكن.xlsx", "Жильё 住宅 مسكن.xlsx"),
    "a mark that turns the direction": ("return\u202excslx.xlsx", "returnxcslx.xlsx"),
    "a line end": ("return\nsecond line.xlsx", "return second line.xlsx"),
    "a bell and an escape": ("re\x07turn\x1b[31m.xlsx", "return[31m.xlsx"),
    "a dash before": ("-rf return.xlsx", "-rf return.xlsx"),
    "a blank before and two within": (" re  turn.xlsx", " re turn.xlsx"),
    "quotes": ("it's \"the\" return.xlsx", "it's \"the\" return.xlsx"),
    "a device of Windows": ("CON.xlsx", "CON.xlsx"),
    "as long as a disk allows": ("r" * 250 + ".xlsx", "r" * 250 + ".xlsx"),
    "bytes that are no text": (b"ret\xff\xe9urn.xlsx", "ret\\xff\\xe9urn.xlsx"),
    "a formula": ("=cmd|' C calc'!A0.xlsx", "=cmd|' C calc'!A0.xlsx"),
    "a formula with a plus": ("+1+1@SUM(A1).xlsx", "+1+1@SUM(A1).xlsx"),
    "a template": ("{{ 7*7 }}{% raw %}.xlsx", "{{ 7*7 }}{% raw %}.xlsx"),
    "a tag": ("<b>A & B<.xlsx", "<b>A & B<.xlsx"),
    "a style of a terminal": ("[red]return[-].xlsx", "[red]return[-].xlsx"),
    "a format": ("%s%n%(x)s{0}.xlsx", "%s%n%(x)s{0}.xlsx"),
    "a query": ("'; DROP TABLE files;--.xlsx", "'; DROP TABLE files;--.xlsx"),
    "dots": ("return....xlsx", "return....xlsx"),
    "a backslash": ("C:\\inbox\\return.xlsx", "C:\\inbox\\return.xlsx"),
    "capital letters": ("RETURN.XLSX", "RETURN.XLSX"),
    "no ending": ("return", "return"),
    "another ending": ("return.xls", "return.xls"),
    "two endings": ("return.xlsx.pdf", "return.xlsx.pdf"),
    "a full-width equals sign": ("＝1+1.xlsx", "＝1+1.xlsx"),
    "folders within folders": ("a/b/c/d/e/return.xlsx", "a/b/c/d/e/return.xlsx"),
}  # fmt: skip


def named(what: str, name: str | bytes, shown: str) -> Variant:
    def files(made: Return) -> dict[str | bytes, bytes]:
        return {name: made.data}

    return in_folder(f"a name of {what}", files, {shown: Expected("accepted")})


VARIANTS: list[Variant] = [named(what, *names) for what, names in NAMES.items()]
