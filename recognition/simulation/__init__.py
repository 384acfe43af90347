"""A changed set on the cases of a past year: who would gain, who would lose.

`comparison` and `tally` are pure; the other modules read what was handed in and write only the rows of a trial.
"""
