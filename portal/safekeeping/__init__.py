"""Copies of everything that cannot be made again, and the way back: `manage.py backup`, `manage.py restore`.

A backup is a folder: the database as pg_dump writes it, the private files (evidence, attachments) and the media, and a
manifest with the SHA-256 of each part. The keys (SECRET_KEY, NAMES_KEY) are not in it: whoever has both can read names.
"""
