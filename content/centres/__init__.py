"""What a centre shows of itself: opening hours, what is on, what it lends."""
