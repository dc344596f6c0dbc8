"""The figures in a text: numbers, percentages, money, days and periods, codes, and the words that say a status or a count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from pmf_excel.framework.figures import rounded

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|(?-i:Mar(?:ch)?|MARCH)|apr(?:il)?|(?-i:May|MAY)|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SIGN = r"(?:(?<![\w.,/])[-−–+])?"
_SCALE = r"(?:\s?(?:m|k|bn|million|thousand|billion)(?!\w))?"
_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: A count in words.
SPELLED = rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(reversed(_UNITS))})"
#: Counts in words that are as often no count at all, or say that there is none of it.
_FEW = {"none": 0, "no": 0, "one": 1}
#: Words that say how something stands or moves.
STATUSES, TRAVELS = ("green", "amber", "red"), ("better", "worse", "same")
_NAMED = r"(?:(?-i:[A-Z])|\d+[A-Z]?(?:\.\d+)*)(?!\w|%)"
_REFERENCE = (
    rf"(?:appendix|section|paragraph|para|schedule)\s+(?:no\s+)?{_NAMED}"
    rf"|(?:appendices|sections|paragraphs|paras|schedules)\s+{_NAMED}(?:(?:\s*,\s*|\s*(?:and|or|to|&|–|-)\s*){_NAMED})*"
)

_ANY = re.compile(
    rf"(?P<reference>\b(?:{_REFERENCE}))"
    rf"|(?P<date>\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\.?(?:,?\s+\d{{4}})?\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b)"
    rf"|(?P<period>\b(?:quarter|q)\s?\d(?!\w|\.\d)(?:,?\s+(?:of\s+)?\d{{4}}(?:[/-]\d{{2,4}})?\b)?|\b{_MONTH}\s+\d{{4}}\b|\b\d{{4}}[/-]\d{{2}}(?:\d{{2}})?\b(?![.,]\d))"
    rf"|(?P<money>{_SIGN}£\s?[-−]?{_NUMBER}{_SCALE})"
    rf"|(?P<percent>{_SIGN}\b{_NUMBER}\s?(?:%|per\s?cent\b))"
    rf"|(?P<code>\b(?=[\w/-]*\d)(?=[\w/-]*[^\W\d_])\w(?:[\w/-]*\w)?(?:\.\w*\d\w*)*|\b\d+(?:\.\d+){{2,}})"
    rf"|(?P<number>{_SIGN}(?<![\w.]){_NUMBER}(?:\s?(?:million|thousand|billion)\b)?)"
    rf"|(?P<spelled>\b(?:{SPELLED}|none|no)\b)"
    rf"|(?P<status>\b(?:{'|'.join(STATUSES)})\b)"
    rf"|(?P<travel>\b(?:{'|'.join(TRAVELS)})\b)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)", re.IGNORECASE)
_SCALES = {"m": 6, "million": 6, "k": 3, "thousand": 3, "bn": 9, "billion": 9}
#: Forms of a word that are taken for one another, and words that say nothing.
_SAME = {"is": "be", "are": "be", "was": "be", "were": "be", "been": "be", "has": "have", "had": "have"}
_EMPTY = ("a", "an", "the")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Figure:
    """One figure as it stands in a text. ``value`` is what it comes to, so that 7 and seven, or 8 July and 8 Jul, are the same."""

    kind: str
    value: str | Decimal
    text: str
    start: int
    #: A word that is a count only where a count stood before: none, no, one; or a status.
    weak: bool = False

    @property
    def group(self) -> str:
        """What may take its place: any number that of a number, a day that of a day."""
        return (
            "number" if self.kind in ("money", "percent") else "day" if self.kind in ("date", "period") else self.kind
        )

    def same(self, other: Figure) -> bool:
        """Whether they say the same; a number says what a percentage of that value says, pounds are never percent."""
        if self.group != other.group or self.value != other.value:
            return False
        return self.kind == other.kind or "number" in (self.kind, other.kind) or self.group == "day"

    def rounds(self, other: Figure) -> bool:
        """Whether it is another number said with fewer decimals, or in thousands or millions."""
        if not isinstance(self.value, Decimal) or not isinstance(other.value, Decimal) or self.value == other.value:
            return False
        places = -int(self.value.as_tuple().exponent)
        return places < -int(other.value.as_tuple().exponent) and rounded(other.value, places) == self.value


@dataclass(frozen=True)
class Token:
    """A word or a figure of a text; ``key`` is what it is compared by."""

    key: str
    figure: Figure | None = None

    @property
    def shape(self) -> str:
        """Its word, or of a figure only that there is one."""
        return f"\0{self.figure.group}" if self.figure is not None else self.key


def figures(text: str) -> list[Figure]:
    """The figures of a text in their order."""
    return [found for match in _ANY.finditer(text) if (found := _figure(match)) is not None]


def tokens(text: str) -> list[Token]:
    """The words and figures of a text in their order, without its punctuation."""
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    for match in _ANY.finditer(text):
        found = _figure(match)
        if found is None:
            continue
        yield from _words(text[at : match.start()])
        value = found.value.normalize() if isinstance(found.value, Decimal) else found.value
        yield Token(f"\0{found.group} {value}", found)
        at = match.end()
    yield from _words(text[at:])


def _words(text: str) -> Iterator[Token]:
    """The words of a text; one and several of a thing are the same word."""
    for word in _WORD.findall(text.casefold()):
        if word not in _EMPTY:
            plain = word.removesuffix("s") if len(word) > 3 and not word.endswith("ss") else word
            yield Token(_SAME.get(word, plain))


def _figure(match: re.Match[str]) -> Figure | None:
    """A figure from what was found."""
    kind, text = str(match.lastgroup), match[0]
    plain = " ".join(text.split()).casefold()
    if kind in ("money", "percent", "number"):
        value = _value(plain)
        return Figure(kind, value, text, match.start()) if value is not None else None
    if kind == "spelled":
        few = plain in _FEW
        return Figure("number", Decimal(_FEW[plain] if few else spelled(plain)), text, match.start(), weak=few)
    if kind == "date":
        return Figure(kind, _day(plain), text, match.start())
    if kind == "period":
        return Figure(kind, _period(plain), text, match.start())
    if kind == "code" and (ordinal := _ORDINAL.fullmatch(plain)):
        return Figure("number", Decimal(ordinal[1]), text, match.start(), weak=True)
    return Figure(kind, plain, text, match.start(), weak=kind in ("status", "travel", "reference"))


def _value(text: str) -> Decimal | None:
    """What a number comes to."""
    bare = re.sub(r"[£%,\s+]|per\s?cent", "", text).replace("−", "-").replace("–", "-")
    scale = re.search(r"[a-z]+$", bare)
    try:
        value = Decimal(bare[: scale.start()] if scale else bare)
    except InvalidOperation:
        return None
    return value.scaleb(_SCALES[scale[0]]) if scale else value


def spelled(text: str) -> int:
    """The number that a count in words says."""
    tens, _, units = text.partition("-")
    if tens in _TENS:
        return (_TENS.index(tens) + 2) * 10 + (_UNITS.index(units) if units else 0)
    return _UNITS.index(text)


def _month(text: str) -> int:
    """The number of the month that a text names."""
    return next(_MONTHS.index(word[:3]) for word in re.findall(r"[a-z]{3,}", text) if word[:3] in _MONTHS) + 1


def _day(text: str) -> str:
    """A day as 2014-07-08, or as it stands where it is none."""
    digits = re.findall(r"\d+", text)
    numbers = [int(one) + (2000 if len(one) == 2 and "/" in text and at == 2 else 0) for at, one in enumerate(digits)]
    if "/" in text:
        day, month, year = numbers
    elif "-" in text:
        year, month, day = numbers
    else:
        day, month, year = numbers[0], _month(text), numbers[1] if len(numbers) > 1 else 0
    try:
        found = date(year or 2000, month, day)
    except ValueError:
        return text
    return found.isoformat() if len(numbers) == 3 or year else found.strftime("--%m-%d")


def _period(text: str) -> str:
    """A period so that two ways of writing it are the same: q1 2014/15, 2014-06, 2014/15."""
    found = re.match(r"([a-z]{3,})\s+(\d{4})", text)
    if found and found[1][:3] in _MONTHS:
        return f"{found[2]}-{_month(found[1]):02}"
    year = re.search(r"(\d{4})([/-])(\d{2,4})", text)
    named = ""
    if year:
        follows = int(year[3][-2:]) == (int(year[1]) + 1) % 100
        named = f"{year[1]}/{year[3][-2:]}" if follows or year[2] == "/" else f"{year[1]}-{year[3]}"
    elif alone := re.search(r"\d{4}", text):
        named = alone[0]
    quarter = re.match(r"(?:quarter|q)\s?(\d)", text)
    return f"q{quarter[1]} {named}".strip() if quarter else named
