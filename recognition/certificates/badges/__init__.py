"""Badges: signed by keys of the body that gave the certificate, read without us."""
