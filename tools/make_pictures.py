"""Makes the README's pictures from a fresh demo, with LibreOffice and poppler: ``python tools/make_pictures.py``."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from pmf_excel.demo import play

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"


def picture(source: Path, page: int, name: str, work: Path, *crop: str) -> None:
    convert = [
        "soffice",
        f"-env:UserInstallation=file://{work}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(work),
        str(source),
    ]
    subprocess.run(convert, check=True, capture_output=True)
    pdf = work / f"{source.stem}.pdf"
    draw = [
        "pdftoppm",
        "-r",
        "100",
        "-f",
        str(page),
        "-l",
        str(page),
        "-singlefile",
        *crop,
        "-png",
        str(pdf),
        str(PICTURES / name),
    ]
    subprocess.run(draw, check=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        play(demo, print, lambda name: None)
        work = Path(folder) / "work"
        PICTURES.mkdir(parents=True, exist_ok=True)
        picture(
            demo / "inbox" / "HR 2014-06.xlsx", 2, "return", work, "-x", "30", "-y", "55", "-W", "1100", "-H", "260"
        )
        picture(
            next((demo / "master").glob("*.xlsx")), 1, "master", work, "-x", "30", "-y", "50", "-W", "1130", "-H", "655"
        )
        picture(next((demo / "reports").glob("*.docx")), 1, "report", work)


if __name__ == "__main__":
    main()
