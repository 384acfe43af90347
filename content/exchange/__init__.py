"""Courses out and in: as a ZIP file, from one centre to another; where a course came from (docs/course-packages.md)."""
