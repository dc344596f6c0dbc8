"""Checks web pages for accessibility with axe-core in headless Chromium: ``python -m tests.axe PAGE.html ...``, 1 when a page has faults.

PMF_AXE names axe.min.js; PMF_CHROMIUM a browser, else the one on the path is used. Nothing is loaded from anywhere.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE = os.environ.get("PMF_AXE", "")
CHROMIUM = os.environ.get("PMF_CHROMIUM", "") or shutil.which("chromium") or ""
THERE = bool(AXE) and bool(CHROMIUM)
_RUN = """
<script>{axe}</script><script>
axe.run(document, {{runOnly: {{type: "tag", values: {rules}}}, resultTypes: ["violations"]}}).then(function (found) {{
  var told = document.createElement("pre"); told.id = "axe-told";
  told.textContent = JSON.stringify({{passed: found.passes.length, faults: found.violations.map(function (one) {{
    return {{id: one.id, help: one.help, nodes: one.nodes.map(function (node) {{ return node.html.slice(0, 200); }})}}; }})}});
  document.body.appendChild(told);
}});
</script>
"""
_TOLD = re.compile(r'<pre id="axe-told">(.*?)</pre>', re.DOTALL)


def faults(page: Path) -> list[str]:
    """What axe finds wrong with a page: the rule, what it asks, and the first element that breaks it."""
    script = _RUN.format(axe=Path(AXE).read_text(encoding="utf-8"), rules=json.dumps(RULES))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "page.html"
        copy.write_text(page.read_text(encoding="utf-8").replace("</html>", f"{script}</html>"), encoding="utf-8")
        # Time in the browser runs ahead until nothing is left to do, so nobody waits for a clock.
        command = [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder}/profile",
            "--virtual-time-budget=60000", "--window-size=1280,2000", "--dump-dom", copy.as_uri(),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = _TOLD.search(done.stdout)
    if told is None:
        raise RuntimeError(f"{page}: axe said nothing. {done.stderr[-2000:]}")
    found = json.loads(html.unescape(told[1]))
    assert found["passed"] >= 0
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]}" for one in found["faults"]]


if __name__ == "__main__":
    wrong = 0
    for name in sys.argv[1:]:
        for said in faults(Path(name)):
            print(f"{name}: {said}")
            wrong += 1
    print(f"{len(sys.argv) - 1} pages, {wrong} faults")
    sys.exit(1 if wrong else 0)
