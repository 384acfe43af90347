"""The questions of a centre's lessons together: found by words, put into another lesson, taken on in their newer version."""
