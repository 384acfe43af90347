"""Decisions computed anew, and the file that proves one."""
