"""What the items of a return are judged by: the council's words, its risk matrix, its rule for audit recommendations.

They are kept with the issue, as the terms of measures are kept with their rows: a later change of words does not reach back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pmf_excel.framework.conditions import Against
from pmf_excel.framework.risk import Band, Matrix
from pmf_excel.framework.rules import RuleSet, Step
from pmf_excel.framework.status import Rag
from pmf_excel.framework.vocabulary import Standing, Vocabulary, Word


@dataclass(frozen=True)
class Yardsticks:
    """The words for activities, the risk matrix, and the rule by which an audit recommendation is judged."""

    vocabulary: Vocabulary
    matrix: Matrix
    audit: RuleSet

    def as_text(self) -> str:
        """The yardsticks as the ledger keeps them."""
        v, m = self.vocabulary, self.matrix
        plain = {
            "vocabulary": {"name": v.name, "about": v.about, "words": [asdict(word) for word in v.words],
                           "said": {standing.value: list(pair) for standing, pair in v.said.items()}},
            "matrix": {"name": m.name, "likelihood": list(m.likelihood), "impact": list(m.impact),
                       "bands": [asdict(band) for band in m.bands], "cells": [[band.name for band in row] for row in m.cells]},
            "audit": {"name": self.audit.name, "about": self.audit.about, "steps": [step.as_data() for step in self.audit.steps],
                      "optional": [of.value for of in self.audit.optional]},
        }  # fmt: skip
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    @classmethod
    def of_text(cls, text: str) -> Yardsticks:
        """The yardsticks from what the ledger keeps."""
        plain = json.loads(text)
        v, m, a = plain["vocabulary"], plain["matrix"], plain["audit"]
        said = {Standing(name): (pair[0], pair[1]) for name, pair in v["said"].items()}
        words = tuple(_word(word) for word in v["words"])
        bands = tuple(Band(band["name"], Rag(band["rag"]), band["begins"]) for band in m["bands"])
        named = {band.name: band for band in bands}
        cells = tuple(tuple(named[name] for name in row) for row in m["cells"])
        return cls(
            Vocabulary(v["name"], v["about"], words, said),
            Matrix(m["name"], tuple(m["likelihood"]), tuple(m["impact"]), bands, cells),
            RuleSet(
                a["name"], a["about"], tuple(Step.of_data(*step) for step in a["steps"]), tuple(map(Against, a["optional"]))
            ),
        )  # fmt: skip


def _word(plain: Mapping[str, Any]) -> Word:
    return Word(**{**plain, "means": Standing(plain["means"])})
