"""Honesty monitors: questions that the numbers of a place raise, never accusations. A place may write its answer."""
