"""The report as a web page: everything the document says, once and in its order; and accessible, as axe sees it."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from pmf_excel.docket import Wanted
from pmf_excel.reports.page import html_twin
from pmf_excel.reports.reading import ReadParagraph, read_report
from pmf_excel.workspace import Workspace
from tests import axe
from tests.reported import JUNE, reported

HOSTILE = "<script>alert(1)</script> & \"quoted\" 'single' {{ 7*7 }} {% if %} \u202eabc \U0001f600 =cmd|' /C calc'!A0"
needs_axe = pytest.mark.skipif(not axe.THERE and not os.environ.get("CI"), reason="needs axe-core and Chromium")


class Page(HTMLParser):
    """What a page says, with its tags counted, and what each heading and picture is."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.labels: list[str] = []
        self.inside: list[str] = []
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.labels += [value or "" for name, value in attrs if name == "aria-label"]
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"style", "details"} & set(self.inside) and data.strip():
            self.words.append(data.strip())


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return reported(tmp_path_factory.mktemp("page") / "council", said=HOSTILE)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", ["north-norfolk", "harborough", "west-lindsey", "south-derbyshire", "plain"])
def test_every_word_of_the_document_stands_on_the_page_once_and_in_its_order(council: Workspace, name: str) -> None:
    done = council.docket(JUNE).document("quarterly", name)
    report = read_report(done.data)
    page = Page(html_twin(done.data, "A Council", council.page_css))
    said = squeezed("".join(page.words))
    at = 0
    for one in report.paragraphs:
        if one.text and one.style != "ChartTitle":
            found = said.find(squeezed(one.text), at)
            assert found >= 0, one.text
            at = found + len(squeezed(one.text))
    assert squeezed(HOSTILE.partition("\u202e")[0]) in said
    for chart in report.charts:
        assert chart.about in page.labels
    assert "script" not in page.tags


def test_headings_go_down_by_one_and_carry_their_numbers(council: Workspace) -> None:
    done = council.docket(JUNE).document("quarterly", "south-derbyshire")
    page = html_twin(done.data, "A Council", council.page_css).decode("utf-8")
    levels = [int(found) for found in re.findall(r"<h([1-6])>", page)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert "<h2>4.0 Detail</h2>" in page
    assert "OPEN · DRAFT: not yet approved" in page
    assert (
        '<html lang="en-GB">' in page and "<title>Managing performance: Quarter 1 2014/15 – A Council</title>" in page
    )


def test_a_table_has_its_caption_and_its_headings_say_what_they_head(council: Workspace) -> None:
    done = council.docket(JUNE).document("quarterly", "plain")
    page = html_twin(done.data, "A Council", council.page_css).decode("utf-8")
    counts = page[page.index("<caption>How many measures have each status</caption>") :]
    assert counts.index('<th scope="col">Status</th><th scope="col" class="figure">Measures</th>') < counts.index(
        "</thead>"
    )
    assert re.search(r'<td class="status" style="background:#[0-9A-F]{6}">(<strong>)?● Green', counts)


def test_a_chart_is_described_and_its_numbers_stand_beside_it(council: Workspace) -> None:
    done = council.docket(JUNE).document("quarterly", "plain")
    page = html_twin(done.data, "A Council", council.page_css).decode("utf-8")
    chart = read_report(done.data).charts[0]
    assert 'role="img" aria-label="Measures by status for each priority.' in page
    shown = page[page.index("The numbers of this chart") :]
    for at, name in enumerate(chart.categories):
        row = re.search(rf'<tr><th scope="row">{re.escape(name)}</th>(.*?)</tr>', shown)
        assert row is not None
        assert re.findall(r">([\d,]+|no figure)</td>", row[1]) == [
            f"{one.values[at] or 0:,.0f}" for one in chart.series
        ]


def test_the_same_document_gives_the_same_page(council: Workspace) -> None:
    done = council.docket(JUNE).document("quarterly", "plain")
    assert html_twin(done.data, "A", council.page_css) == html_twin(done.data, "A", council.page_css)


@needs_axe
@pytest.mark.parametrize("name", ["north-norfolk", "harborough", "west-lindsey", "south-derbyshire", "plain"])
def test_axe_has_nothing_against_a_page(council: Workspace, tmp_path: Path, name: str) -> None:
    done = council.docket(JUNE).document("quarterly", name, Wanted("Cabinet"))
    path = tmp_path / "page.html"
    path.write_bytes(html_twin(done.data, "A Council", council.page_css))
    assert axe.faults(path) == []


@needs_axe
def test_axe_finds_what_was_broken_on_purpose(council: Workspace, tmp_path: Path) -> None:
    done = council.docket(JUNE).document("quarterly", "plain")
    page = html_twin(done.data, "A Council", council.page_css).decode("utf-8")
    broken = re.sub(r'role="img" aria-label="[^"]*"', 'role="img"', page, count=1).replace(' lang="en-GB"', "", 1)
    broken = broken.replace("<main", '<p style="color:#BBBBBB;background:#FFFFFF">Pale</p><main', 1)
    path = tmp_path / "page.html"
    path.write_text(broken, encoding="utf-8")
    found = {one.partition(":")[0] for one in axe.faults(path)}
    assert {"svg-img-alt", "html-has-lang", "color-contrast"} <= found


def test_every_piece_of_a_report_has_a_place_that_can_be_named(council: Workspace) -> None:
    report = read_report(council.docket(JUNE).document("quarterly", "west-lindsey").data)
    assert all(one.where for one in report.pieces)
    numbered = [
        one
        for one in report.pieces
        if isinstance(one, ReadParagraph) and one.number and not one.bullet and not one.level
    ]
    assert numbered[0].where == f"paragraph {numbered[0].number.rstrip('.')}"
