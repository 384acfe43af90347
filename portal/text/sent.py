"""Numbers as forms and addresses of ours send them: whatever a client makes of them, no error and no endless work."""

MOST_DIGITS = 18  # of every key that the database counts


def whole(text: str, digits: int = MOST_DIGITS) -> int | None:
    """The number that a text writes with at most so many digits 0 to 9; None for anything else.

    `str.isdigit` takes “²”, which `int` does not; `int` takes “٣”, and refuses what has more than 4,300 digits.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
