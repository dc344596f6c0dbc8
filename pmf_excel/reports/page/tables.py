"""Tables of the page: with their captions, headings that say what they head, and statuses in their colours."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from pmf_excel.reports.reading import ReadCell, ReadParagraph, ReadTable

#: The style of cells that hold numbers, and of a format's front sheet.
NUMBER, FRONT = "TableNumber", "FrontSheet"
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
Words = Callable[[Sequence[ReadParagraph]], str]


def table(found: ReadTable, words: Words) -> str:
    """A table in a region that a keyboard can scroll."""
    about = escape(found.about or "Table")
    below = found.rows[found.heading_rows :]
    numbers = {at for row in below for at, cell in enumerate(row) if _figure(cell)}
    head = "".join(_row(row, words, numbers, head=True, row_heads=False) for row in found.rows[: found.heading_rows])
    body = "".join(_row(row, words, numbers, head=False, row_heads=found.row_heads) for row in below)
    named = ' class="front"' if found.style == FRONT else ""
    head = f"<thead>{head}</thead>" if head else ""
    return (
        f'<div class="scroll" role="region" aria-label="{about}" tabindex="0"><table{named}><caption>{about}</caption>'
        f"{head}<tbody>{body}</tbody></table></div>"
    )


def _row(row: Sequence[ReadCell], words: Words, numbers: set[int], head: bool, row_heads: bool) -> str:
    cells = []
    for number, cell in enumerate(row):
        said, colour = words(cell.paragraphs), _colour(cell)
        kind = " ".join(filter(None, ("figure" if number in numbers else "", "status" if colour else "")))
        looks = (f' class="{kind}"' if kind else "") + (f' style="background:{colour}"' if colour else "")
        if head:
            cells.append(f'<th scope="col"{looks}>{said}</th>' if said else "<td></td>")
        elif row_heads and number == 0 and said:
            cells.append(f'<th scope="row"{looks}>{said}</th>')
        else:
            cells.append(f"<td{looks}>{said}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _figure(cell: ReadCell) -> bool:
    return bool(cell.paragraphs) and cell.paragraphs[0].style == NUMBER


def _colour(cell: ReadCell) -> str:
    """The colour of a status, as the document paints it; the page has its own for headings."""
    return f"#{cell.fill}" if _COLOUR.fullmatch(cell.fill) and cell.fill.upper() != "FFFFFF" else ""
