"""Page types, one file an idea."""
