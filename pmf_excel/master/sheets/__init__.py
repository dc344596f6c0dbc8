"""The sheets of the master workbook, one file each."""
