"""A report as an accessible page for the web, made from the finished Word document and nothing else."""

from pmf_excel.reports.page.twin import html_twin

__all__ = ["html_twin"]
