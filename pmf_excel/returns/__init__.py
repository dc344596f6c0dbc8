"""The return a service fills in: what it asks, how it is built, how it is read back."""
