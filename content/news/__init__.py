"""News and notices: lists by topic and day, what readers say of an article, how often pages are opened, feeds."""
