"""Committee reports in Word: a kind (what is said) in a format (how the council sets it out)."""
