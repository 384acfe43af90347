"""Criteria sets as data, and the pure arithmetic over them. No Django in this folder."""
