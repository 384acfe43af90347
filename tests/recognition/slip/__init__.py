"""The slip: its bytes, its signature, its pages."""
