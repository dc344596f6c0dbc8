"""The council's framework as plain values and pure rules: no file, no Excel, no database."""
