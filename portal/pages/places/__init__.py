"""Administrators' pages of places: centres, residential groups, area classes. They join places, people and content."""
