"""Texts that are live somewhere else: formulas, templates, markup, queries. Here and in what is made of them they are letters."""

from __future__ import annotations

from tests.odd.variant import Variant, accepted, with_typed

TEXTS: dict[str, str] = {
    "a sum": "=1+1",
    "a command": "=cmd|' /C calc'!A0",
    "a link that sends": '=HYPERLINK("http://127.0.0.1:9/?"&A1,"Click")',
    "a plus": "+44 1632 960001",
    "a minus": "-2+3+cmd|' /C calc'!A0",
    "an at sign": "@SUM(A1:A9)",
    "a tab and a sum": "Up.\t=1+1",
    "a line end and a sum": "Up.\n=1+1",
    "a full-width sum": "＝1+1",
    "an array": "{=SUM(A1:A9)}",
    "an automatic link": '=DDE("cmd","/C calc","A0")',
    "a template": "{{ 7*7 }} {% for x in range(10**9) %}x{% endfor %} {# gone #}",
    "a way out of a template": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "markup": "<b>bold</b> <w:p/> </w:t></w:r> & &amp; <![CDATA[x]]>",
    "a script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "markdown": "# Not a heading\n\n* not a list\n\n[link](http://127.0.0.1:9/) ![picture](x) | a | b |",
    "a format": "%s %n %(x)s {0} {x.__class__} ${HOME} $(id) `id`",
    "a query": "'); DROP TABLE answers; --",
    "an address of another computer": "\\\\127.0.0.1\\share\\x.xlsx",
    "colours of a terminal": "[red]red[/red] [link=http://127.0.0.1:9/]x[/link]",
}  # fmt: skip

VARIANTS: list[Variant] = [
    accepted(f"typed: {what}", with_typed(P_commentary=text), commentary=text) for what, text in TEXTS.items()
]
