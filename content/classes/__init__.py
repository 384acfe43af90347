"""Classes at a centre: who comes when, marked on a phone, and hours that become statements."""
