"""What a commentary claims of its figure, from a short closed list of phrases, and whether it is last time's word for word.

A false alarm costs a service more than a contradiction that is missed: a claim counts only where its sentence says it of this
figure, now, and without a doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: The same few words twice prove nothing.
_LEAST = 20
_MET = r"target (?:was |is |has been )?(?:met|achieved)|on target"
_MISSED = r"missed (?:the |our )?target|off target"
_OVER, _UNDER = r"above target|target (?:was |is |has been )?exceeded", r"below target|under target"
#: What makes a sentence say less than its phrase: a denial, another time, a hope, or a part only.
_DOUBT = re.compile(
    r"\b(?:not|no|never|without|nor|neither|cannot|unless|if|once|when|until|till|before|after|by|despite|although|though|while|"
    r"back|return\w*|get|getting|bring\w*|move\w*|moving|keep\w*|will|would|should|could|may|might|to be|going|next|"
    r"expect\w*|forecast\w*|predict\w*|anticipat\w*|aim\w*|plan\w*|hop\w*|likely|project\w*|intend\w*|remedial|"
    r"last|previous\w*|earlier|had|used|since|from|year[- ]end|end of|"
    r"most|some|several|many|few|fewer|other\w*|except\w*|apart|one|two|three|four|both|all but|out of|part\w*|almost|nearly|close|just)\b"
    r"|n['\u2019]t\b",
    re.IGNORECASE,
)
#: A figure that is on the right side again was often on the other before.
_PAST = re.compile(r"\b(?:was|were|been|recover\w*|improv\w*|no longer)\b", re.IGNORECASE)
#: What follows a phrase that speaks of another time, or of a part of this one.
_AFTER = re.compile(r"\s*(?:to|for|by|in|at|until|next|from|during|and (?:will|should))\b", re.IGNORECASE)


@dataclass(frozen=True)
class Claims:
    """The phrase in which a commentary says that its target is reached, and the one in which it says that it is not; or nothing."""

    reached: str = ""
    short: str = ""


def claims(text: str, higher: bool | None) -> Claims:
    """What a commentary claims. ``higher`` says which way is better; without one, above and below the target claim nothing."""
    good, bad = [_MET], [_MISSED]
    if higher is not None:
        good.append(_OVER if higher else _UNDER)
        bad.append(_UNDER if higher else r"above target")
    sentences = re.split(r"[.;!?\n]+\s", f"{text} ")
    return Claims(_claimed(sentences, "|".join(good), False), _claimed(sentences, "|".join(bad), True))


def _claimed(sentences: list[str], phrases: str, past_is_past: bool) -> str:
    for sentence in sentences:
        found = re.search(rf"\b(?:{phrases})\b", sentence, re.IGNORECASE)
        if found is None or _DOUBT.search(sentence) or _AFTER.match(sentence, found.end()):
            continue
        if not (past_is_past and _PAST.search(sentence)):
            return found[0]
    return ""


def repeats(text: str, before: str) -> bool:
    """Whether a commentary is last time's, word for word."""
    now, then = (" ".join(one.split()).casefold() for one in (text, before))
    return len(now) >= _LEAST and now == then
