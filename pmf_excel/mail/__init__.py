"""Letters: who gets one, what it says, and how it becomes a draft, a calendar entry or mail that is sent."""
