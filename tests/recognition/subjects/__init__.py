"""Groups as subjects of a title, from set to certificate."""
