"""The road over many workspaces: those of a county's or a country's councils, in one tree of folders."""
