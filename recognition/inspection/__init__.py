"""From a number to what it rests on, by clicks: the line of a decision, the case, the paper, the record as it is stored."""
