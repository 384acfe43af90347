"""Questions from elsewhere: every format is read into one neutral form, with what became of each in a report."""
