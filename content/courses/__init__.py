"""Courses written for the project: files of data (`files/*.yaml`), read strictly, and brought into a site as pages."""
