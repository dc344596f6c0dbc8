"""framework.xlsx and the Framework it holds."""
