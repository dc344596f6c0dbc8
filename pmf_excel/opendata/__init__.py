"""The open data that the Local Government Transparency Code asks for: a CSV file, what its columns mean, and a workbook for people."""
