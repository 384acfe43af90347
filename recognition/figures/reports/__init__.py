"""Yearly reports: one builder, one content, and the same figures in page, Excel, Word, PDF and the API."""
