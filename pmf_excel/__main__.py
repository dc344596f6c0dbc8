"""So that ``python -m pmf_excel`` is the same as ``pmf``."""

from pmf_excel.cli import main

if __name__ == "__main__":
    main()
