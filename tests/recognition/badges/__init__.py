"""Badges, read by programs of others without network."""
