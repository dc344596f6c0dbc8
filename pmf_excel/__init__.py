"""Council performance returns in Excel: issued, collected, consolidated and reported from one command line."""

__version__ = "0.1.0"
