"""The screen of the log: who did what, in sentences, and whether the chain is whole."""
