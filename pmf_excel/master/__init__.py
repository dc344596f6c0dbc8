"""The master workbook, made from the ledger."""
