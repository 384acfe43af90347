"""Bytes in the 45 letters that a QR code packs best (pure; RFC 9285)."""

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def encode(data: bytes) -> str:
    """Three letters for two bytes, two for the last single one."""
    found = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _letter in range(3 if len(pair) == 2 else 2):
            number, place = divmod(number, 45)
            found.append(_LETTERS[place])
    return "".join(found)


def decode(text: str) -> bytes:
    """The bytes again. Raises ValueError for what is no Base45."""
    found = bytearray()
    for at in range(0, len(text), 3):
        part = text[at : at + 3]
        places = [_LETTERS.index(letter) for letter in part]  # raises ValueError
        number = sum(place * 45**power for power, place in enumerate(places))
        size = len(part) - 1
        if size < 1 or number >= 1 << 8 * size:
            raise ValueError("no Base45")
        found += number.to_bytes(size, "big")
    return bytes(found)
