from __future__ import annotations

from tests.golden import HERE, made


def test_everything_the_demo_makes_says_what_it_said_before() -> None:
    """When a change is meant, look at it and refresh with ``python -m tests.golden``."""
    for name, text in made().items():
        assert text == (HERE / name).read_text(encoding="utf-8"), name
