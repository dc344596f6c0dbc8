"""What happened, in order, for ever; and the position it adds up to."""
