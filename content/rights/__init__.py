"""Who may edit what: the roles in force today, at the centres they are held at. No group keeps a copy of it."""
