"""What the Open XML SDK's validator, and a second checker, have against a file. ``python -m tests.opens FILE...`` says it.

PMF_OOXML_VALIDATOR names the validator's program and PMF_REPAIR_LINT a second checker's script; .ci/run sets both where it can.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

VALIDATOR = os.environ.get("PMF_OOXML_VALIDATOR", "")
LINT = os.environ.get("PMF_REPAIR_LINT", "")
#: Where Excel itself writes that #N/A is drawn as a gap. The validator mistakes what stands there for its own content, and says
#: so twice: dotnet/Open-XML-SDK issue 1877, open since 2025.
_GAPS = "/c:chartSpace[1]/c:chart[1]/c:extLst[1]/c:ext[1]"
_MISTAKES = {
    "Sch_UndeclaredAttribute": "'uri'",
    "Sch_InvalidElementContentExpectingComplex": "chart:dataDisplayOptions16'",
}


def findings(path: Path) -> list[str]:
    """What the validator, and the second checker where there is one, have against a file."""
    answer = json.loads(subprocess.run([VALIDATOR, str(path)], capture_output=True, text=True, check=False).stdout)
    errors = answer.get("errors", ())
    found = [f"{e['path']}: {e['description']}" for e in errors if not _mistaken(e)]
    if not answer["ok"] and not errors:
        found.append("not valid")
    if LINT:
        lint = subprocess.run([sys.executable, LINT, str(path)], capture_output=True, text=True, check=False)
        found += lint.stdout.splitlines()[1:] if lint.returncode else []
    return found


def _mistaken(error: dict[str, Any]) -> bool:
    """Whether it is the validator that is wrong."""
    return error["xPath"] == _GAPS and _MISTAKES.get(error["id"], "\n") in error["description"]


if __name__ == "__main__":
    said = [f"{name}: {line}" for name in sys.argv[1:] for line in findings(Path(name))]
    print("\n".join(said), end="\n" if said else "")
    sys.exit(1 if said else 0)
