"""The trust boundary: what lies in the inbox, what it is, and what is taken from it."""
