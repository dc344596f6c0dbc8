"""What people type where a figure, a day or an answer belongs: read by a closed table and said, or refused with the text quoted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.odd.edits import (
    MEASURES_PART,
    SIGN_OFF_PART,
    WORKBOOK,
    Return,
    at,
    formula,
    packed,
    parts_of,
    put,
    raw,
    typed,
    with_format,
)
from tests.odd.variant import Variant, accepted, held, noted, with_typed

RIGHT = "Being put right"


def explained(letter: str, figure: object, **more: object) -> dict[str, object]:
    """A figure with everything that a Red one has to have."""
    words = {
        "commentary": "Fewer came.",
        "action": "More will.",
        "owner": "Head of service",
        "action_due": date(2014, 9, 1),
    }
    return {f"{letter}_figure": figure, **{f"{letter}_{key}": value for key, value in words.items()}, **more}


def reads(letter: str, *texts: str, code: str = "PMF-232", **figures: Decimal) -> list[Variant]:
    """Texts that are read as what was meant, and said to be."""
    return [
        noted(f"{text!r} typed for {letter}", with_typed(**{f"{letter}_figure": text}), code, cell=f"{letter} figure", says=(text.strip(),), **figures)
        for text in texts
    ]  # fmt: skip


def refuses(letter: str, *texts: str, code: str = "PMF-214") -> list[Variant]:
    """Texts that are in no table: the row is held, and the text quoted."""
    return [
        held(f"{text!r} refused for {letter}", with_typed(**{f"{letter}_figure": text}), code, cell=f"{letter} figure", says=(text.strip(),), **{letter: RIGHT})
        for text in texts
    ]  # fmt: skip


def absent(letter: str, text: str, reason: str) -> Variant:
    """A word for why there is no figure, in the figure's place."""
    cells = {f"{letter}_figure": text, f"{letter}_commentary": "Said on purpose."}
    return noted(
        f"{text!r} instead of {letter}", with_typed(**cells), "PMF-234", cell=f"{letter} figure", **{letter: reason}
    )


def since_1904(made: Return) -> bytes:
    """A workbook that counts its days from 1904, as old Macs did."""
    parts = parts_of(made.data)
    parts[WORKBOOK] = parts[WORKBOOK].replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    parts[MEASURES_PART] = put(parts[MEASURES_PART], {at("D figure"): 41830 - 1462})
    parts[SIGN_OFF_PART] = put(parts[SIGN_OFF_PART], {"B7": 41829 - 1462})
    return packed(parts)


NUMBERS: list[Variant] = [
    *reads("N", "1,234", "1234", " 1234 ", "1\u00a0234", "1234 visits"),
    *reads("C", "£1.2m", "£1,200,000", "1.2 million", "1200k"),
    *reads("P", "95%", "95 %", "95.0 per cent"),
    *reads("B", "(500)", "\u2212500", "-£500", "(£500)"),
    *reads("N", "1 234", code="PMF-233"),
    noted("nil where visits are counted", with_typed(**explained("N", "nil")), "PMF-233", cell="N figure", N=Decimal(0)),
    *refuses("N", "1,23", "1.234,5", "12O4", "1_234", "nan", "inf", "1e3", "１２３４", "١٢٣٤", "about 1234", "1234-1240", "~1234", "£1234", "0x4D2", "1234?"),
    *refuses("P", "nil", ">90", "95 out of 100"),
    held("true in a number", with_typed(P_figure=raw(' t="b"><v>1</v>')), "PMF-214", cell="P figure", P=RIGHT),
    held("larger than can be counted", with_typed(N_figure=raw("><v>1E+308</v>")), "PMF-203", cell="N figure", N=RIGHT),
    held("a negative percentage", with_typed(P_figure=-5), "PMF-203", cell="P figure", P=RIGHT),
    held("more than a hundred percent", with_typed(P_figure=101), "PMF-203", cell="P figure", P=RIGHT),
    noted("a fraction where percent is asked", with_typed(**explained("P", "raw:><v>0.95</v>")), "PMF-219", cell="P figure", P=Decimal("0.95")),
    noted("a percentage shown with its sign", lambda made: with_format(made.data, "P figure", 0.95, "0%"), "PMF-221", cell="P figure"),
    held("ninety-five in a cell that shows percent", lambda made: with_format(made.data, "P figure", 95, "0%"), "PMF-203", cell="P figure", P=RIGHT),
    held("a day in a cell for a number", lambda made: with_format(made.data, "N figure", 41830, "dd/mm/yyyy"), "PMF-214", cell="N figure", N=RIGHT),
    noted("fifty times all that is known", with_typed(N_figure=123_400), "PMF-239", cell="N figure", N=Decimal(123_400)),
    noted("the sign turned round", with_typed(B_figure=500), "PMF-240", cell="B figure", B=Decimal(500)),
    noted("a zero that looks like nothing", with_typed(**explained("N", 0)), "PMF-225", cell="N figure", N=Decimal(0)),
]  # fmt: skip

ABSENCES: list[Variant] = [
    absent("N", "n/a", "Not applicable"),
    absent("N", "TBC", "Not yet available"),
    absent("P", "<5", "Suppressed"),
    absent("C", "*", "Suppressed"),
    held("a dash alone", with_typed(N_figure="-"), "PMF-235", cell="N figure", N=RIGHT),
    held("n/a and not a word why", with_typed(N_figure="n/a"), "PMF-205", cell="N commentary", N=RIGHT),
    held("empty and not a word why", with_typed(N_figure=None), "PMF-201", cell="N figure", N="Awaited"),
    held("a blank that looks empty", with_typed(N_figure=" \u00a0 "), "PMF-201", cell="N figure", N="Awaited"),
    held("a figure and a reason for none", with_typed(N_reason="Suppressed"), "PMF-202", cell="N reason", N=RIGHT),
    held("a reason that is none of the choices", with_typed(N_figure=None, N_reason="Not availble", N_commentary="x"), "PMF-204", cell="N reason", N=RIGHT),
    accepted("a reason in small letters", with_typed(N_figure=None, N_reason=" not APPLICABLE", N_commentary="Closed."), N="Not applicable"),
]  # fmt: skip

DATES: list[Variant] = [
    *reads("D", "10/07/2014", "10.07.14", "10 July 2014", "10th July 2014", "2014-07-10", "10-Jul-14", code="PMF-237"),
    *reads("D", "July 2014", code="PMF-237", D=Decimal(41851)),
    *refuses("D", "07/13/2014", "31/06/2014", "29/02/2014", "soon", "2014", "99/99/9999", code="PMF-208"),
    held("day sixty of 1900, which never was", with_typed(D_figure=60), "PMF-208", cell="D figure", D=RIGHT),
    held("a day before all days", with_typed(D_figure=-5), "PMF-208", cell="D figure", D=RIGHT),
    held("a day after all days", with_typed(D_figure=999_999_999), "PMF-208", cell="D figure", D=RIGHT),
    accepted("a day with its hour", with_typed(D_figure=raw("><v>41830.75</v>"))),
    accepted("a day as ISO writes it", with_typed(D_figure=raw(' t="d"><v>2014-07-10T00:00:00</v>'))),
    accepted("days counted from 1904", since_1904),
    noted("a quarter where a day belongs", with_typed(P_action_due="Q2"), "PMF-238", cell="P action_due"),
]  # fmt: skip

ANSWERS: list[Variant] = [
    accepted("yes in small letters", with_typed(Y_figure="yes ")),
    noted("y for yes", with_typed(Y_figure="Y"), "PMF-236", cell="Y figure"),
    noted("true for yes", with_typed(Y_figure=raw(' t="b"><v>1</v>')), "PMF-236", cell="Y figure"),
    held("maybe", with_typed(Y_figure="Maybe"), "PMF-204", cell="Y figure", Y=RIGHT),
    held("one for yes", with_typed(Y_figure=1), "PMF-204", cell="Y figure", Y=RIGHT),
]  # fmt: skip

FORMULAS: list[Variant] = [
    noted("a formula with its result", with_typed(P_figure=raw(formula("90+5", "95"))), "PMF-209", cell="P figure"),
    held("a formula without a result", with_typed(P_figure=raw(formula("90+5", None))), "PMF-209", cell="P figure", P=RIGHT),
    held("a formula whose result is empty", with_typed(P_figure=raw(formula('""', "", ' t="str"'))), "PMF-209", cell="P figure", P=RIGHT),
    held("a formula whose result is an error", with_typed(P_figure=raw(formula("1/0", "#DIV/0!", ' t="e"'))), "PMF-216", cell="P figure", P=RIGHT),
    *(
        held(f"the error {error} typed", with_typed(P_figure=raw(f' t="e"><v>{error}</v>')), "PMF-216", cell="P figure", says=(error,), P=RIGHT)
        for error in ("#N/A", "#REF!", "#VALUE!")
    ),
    noted("a figure linked to another workbook", with_typed(P_figure=raw(formula("[1]Sheet1!A1", "95"))), "PMF-209", cell="P figure"),
    noted("a figure from the internet", with_typed(P_figure=raw(formula('WEBSERVICE("http://127.0.0.1:9/x")', "95"))), "PMF-209", cell="P figure"),
    held("a status typed over to look green", lambda made: typed(made.data, {"P figure": 50, "P status": "● Green"}), "PMF-205", cell="P commentary", P=RIGHT),
    held("an old status beside a new figure", lambda made: typed(made.data, {"P figure": 50, "P status": raw(formula('"x"', "● Green", ' t="str"'))}), "PMF-205", cell="P commentary", P=RIGHT),
]  # fmt: skip

LONG = "A long word on things. " * 200
TEXTS: list[Variant] = [
    accepted("four thousand characters", with_typed(P_commentary=LONG[:4000]), commentary=LONG[:4000].strip()),
    held("four thousand and one characters", with_typed(P_commentary="x" * 4001), "PMF-220", cell="P commentary", P=RIGHT),
    held("as long as a cell can be", with_typed(P_commentary="x" * 32_767), "PMF-220", cell="P commentary", P=RIGHT),
    held("longer than a cell can be", with_typed(P_commentary="x" * 60_000), "PMF-220", cell="P commentary", P=RIGHT),
    accepted("emoji and right-to-left", with_typed(P_commentary="👍🏽 مرحبا שלום"), commentary="👍🏽 مرحبا שלום"),
    noted("marks that turn the direction", with_typed(P_commentary="paid \u202e000,1£\u202c"), "PMF-215", cell="P commentary", commentary="paid 000,1£"),
    accepted("blanks of no width", with_typed(P_commentary="per\u200bhaps\u200d"), commentary="per\u200bhaps\u200d"),
    noted("half a character", with_typed(P_commentary="_xD83D_ alone"), "PMF-215", commentary="\ufffd alone"),
]  # fmt: skip

VARIANTS = [*NUMBERS, *ABSENCES, *DATES, *ANSWERS, *FORMULAS, *TEXTS]
