"""A changed set on the cases of a past year: who would gain, who would lose. Pure; reads nothing and writes nothing."""
