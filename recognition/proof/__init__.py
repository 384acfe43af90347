"""Proof: what was decided, shown to whoever doubts it: computed anew from raw statements, and as one signed file."""
