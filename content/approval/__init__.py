"""Two people for what counts: who changed what, when an approval holds, and the ways to give one."""
