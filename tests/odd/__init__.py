"""Hostile and odd returns of our own making, by theme, and the list of threats that they stand for, line by line.

A line names its variants by patterns. What no file can bring about (a full disk, a power cut) is tested elsewhere, and named here
so that every line of the list is seen to be covered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.odd import (
    arrival,
    containers,
    crowds,
    identity,
    injection,
    kinds,
    names,
    structure,
    typed_values,
    versions,
    xml_attacks,
)
from tests.odd.variant import Variant

THEMES: Mapping[str, Sequence[Variant]] = {
    "containers": containers.VARIANTS,
    "xml attacks": xml_attacks.VARIANTS,
    "kinds": kinds.VARIANTS,
    "typed values": typed_values.VARIANTS,
    "structure": structure.VARIANTS,
    "identity": identity.VARIANTS,
    "versions": versions.VARIANTS,
    "arrival": arrival.VARIANTS,
    "names": names.VARIANTS,
    "injection": injection.VARIANTS,
    "crowds": crowds.VARIANTS,
}

THREATS: Mapping[str, Sequence[str]] = {
    # the container
    "zip bomb": ("bomb *", "larger than twenty megabytes"),
    "many entries, lying sizes, checksums, packings, flags": (
        "eleven hundred parts", "a size *", "a packed size *", "a checksum *", "a place beyond *", "a stream *", "packed with *", "an unknown packing",
        "a part flagged *", "sixty pictures", "stored and not packed", "written *", "parts in another order", "a zip *",
    ),
    "duplicate part, same name in another case": ("the same part *",),
    "path traversal, absolute, drive, link in the zip": ("a part that climbs *", "a part with an *", "a part on a drive", "a link among *", "parts named from *", "properties that climb *"),
    "prefix and trailing bytes": ("bytes after the end", "a comment on the zip", "a program that is *", "a picture that is *"),
    # the xml
    "a document type in any part": ("a document type in *", "a document type after *"),
    "billion laughs": ("laughs in *",),
    "quadratic blow-up": ("quadratic in *",),
    "entities from files and the internet": ("a file in *", "a document type from *"),
    "utf-16 and other encodings": ("a document type in utf-*", "a sheet in utf-16", "a sheet in another encoding *", "a mark before the xml", "an encoding *"),
    "deep nesting": ("nested *",),
    "control characters, bad utf-8, not well-formed": ("a control character *", "bytes that are no utf-8", "a reference to no *", "an end that *", "a cell outside *", "a number that is none", "a text that does not *"),
    "escapes such as _x000D_": ("line ends escaped *", "a bell escaped *", "half a character"),
    "Strict workbooks": ("the strict kind *",),
    "an empty read is never a blank return": ("a sheet of no bytes", "a sheet that is not there", "texts that are not there"),
    "xml that is odd and right": ("elements with *", "cells without *", "a comment inside *", "a figure in CDATA", "a figure in rich *", "a figure with seventeen *", "a figure in scientific *", "an instruction *"),
    "declared dimension": ("a dimension *", "no dimension"),
    "far stray values and formats": ("a stray value *", "a format in the last *", "two hundred thousand *", "thirty thousand *", "a blank that nobody *"),
    "very long text": ("four thousand *", "as long as a cell *", "longer than a cell *"),
    # what a workbook carries
    "formula in an input": ("a formula *", "the error *", "a figure from the internet"),
    "stale cached status": ("an old status *", "a status typed over *"),
    "external link": ("a link to another *", "a figure linked *"),
    "automatic links and macros": ("an automatic link*", "a macro*", "the kind of a workbook with macros", "a bar within *"),
    "embedded objects, connections, hyperlinks": ("an embedded object", "a connection *", "a control", "a hyperlink *", "a printer's *"),
    "formula injection": ("typed: *",),
    "formula-like file name": ("a name of a formula*", "a name of a full-width *"),
    "templates, markup, formats, queries as text": ("typed: a template", "typed: markup", "typed: a format", "typed: a query", "a name of a template", "a name of a query", "a name of a format", "a name of a tag", "a name of a style *"),
    "password to open": ("a workbook with a password", "a part flagged as encrypted"),
    "other kinds of file": (
        "an old *", "an even older *", "a binary workbook", "an open document", "a text of an *", "a table *", "a pdf*", "a word document", "rich text", "a presentation",
        "a message*", "a zip folder", "another sort of zip *", "a shortcut*", "a link to a sheet *", "a web page *", "the workbook of 2003 *", "a workbook of Numbers",
        "a picture of *", "a picture called *", "a note", "noise *", "a template and not *",
    ),
    "too much of anything": ("twenty thousand *", "one row twenty *", "nine hundred *", "two hundred *", "five thousand *", "sixty-four *", "a sheet named *", "a sheet with a name *", "* in every input"),
    # what is typed
    "numbers as text": ("'*' typed for [PNCB]", "'*' refused for [PN]"),
    "words for no figure": ("'*' instead of *", "nil *", "a dash alone", "n/a and *", "empty and *", "a blank that looks *", "a figure and a reason *", "a reason *"),
    "95 in a percent cell, truth, 1e308, negative": (
        "ninety-five *", "a percentage shown *", "a fraction *", "true in *", "larger than can *", "a negative *", "more than a hundred *", "fifty times *",
        "the sign *", "a zero that *", "a day in a cell *",
    ),
    "answers typed another way": ("yes in *", "y for *", "true for *", "maybe", "one for yes"),
    "dates": ("'*' typed for D", "'*' refused for D", "day sixty *", "a day before *", "a day after *", "a day with *", "a day as ISO *", "days counted *", "a quarter *"),
    # the form
    "merged inputs": ("inputs merged *", "titles merged"),
    "rows deleted, inserted, sorted, added": ("a row *", "a blank row *", "rows sorted *", "the table pushed *", "the headings repeated *", "the whole table *", "rows and columns *"),
    "columns inserted, swapped, deleted, headings edited": ("a column *", "two columns *", "the column *", "a locked column *", "a heading *"),
    "duplicate, edited, blank key": ("the same key twice", "a key *", "keys in *"),
    "sheets renamed, deleted, copied, added, hidden, reordered": ("a sheet renamed", "the sheet of *", "a sheet of one's own *", "sheets in *", "the sign-off *", "the hidden sheets *"),
    "marks removed, conflicting, of another period or service": ("without *", "with nothing but *", "one tab *", "its *is another*", "its keywords *", "another service's *", "all marks *", "a workbook that never was *"),
    "locked cells altered, validation lost, protection off": ("a title changed", "a target lowered*", "a figure of long *", "a period changed", "protection *", "saved by *", "a chart *", "a figure typed as *"),
    "blank template returned": ("sent back as it was",),
    "hidden and filtered rows": ("rows hidden *",),
    "bidi, right-to-left, emoji, no width": ("emoji and *", "marks that turn *", "blanks of no width", "a name of a mark *"),
    # arriving
    "what programs leave behind": ("left behind: *", "open in Excel *"),
    "empty, cut off, growing, pre-allocated": ("half of it*", "nothing of it*", "its length*", "its beginning *", "whole, just now", "cut off *"),
    "vanishes and reappears": ("taken out *", "renamed after *"),
    "copies of the same bytes": ("the same bytes *", "one file under *", "two savings *"),
    "same identity, different content": ("two different *", "three different *", "a blank copy beside *", "two copies, *", "corrected *", "a later copy *", "a filling *", "only what *", "a good figure *"),
    "older return after a newer one": ("a step back *", "edited on top *", "a blank copy after *", "a damaged copy *"),
    "deleted then sent again": ("taken out and *",),
    "weird names": ("a name of *",),
    "links, pipes, folders": ("a link to a return *", "a link to nothing", "a link to itself", "a link to endless *", "a link to the folder *", "a pipe", "a socket", "a folder named *", "a return in *", "five gigabytes *"),
    "moments that cannot be": ("changed *", "half of it, changed *"),
}  # fmt: skip

#: Lines of the list that no file can bring about, and the test that holds each.
ELSEWHERE: Mapping[str, str] = {
    "folder gone": "test_promises.py::test_promise_7_nothing_is_concluded_from_a_missing_file",
    "disk full": "test_store.py::test_all_of_a_command_is_kept_or_none_of_it",
    "stopped at any moment": "test_promises.py::test_promise_9_whatever_stops_the_machine_running_it_again_ends_in_the_same_place",
    "two collectors at once": "test_lock.py::test_a_second_writer_is_told_who_is_first_and_since_when",
    "ledger on a share that cannot lock": "test_lock.py::test_a_folder_that_cannot_be_locked_is_said_plainly",
    "a fault of ours in one return": "test_collect.py::test_a_fault_of_ours_in_one_file_stops_no_other",
    "nothing is executed, here or in what is made": "test_promises.py::test_promise_10_nothing_in_a_returned_workbook_is_ever_executed",
    "an older issue is refused": "test_promises.py::test_promise_5_a_copy_that_answers_an_older_issue_is_refused_and_says_so",
}  # fmt: skip
