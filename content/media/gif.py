"""A GIF without what it says beside its picture: comments, and what programs left in it (pure; GIF89a)."""

SIGNS = (b"GIF87a", b"GIF89a")
_HEAD = 13  # bytes: signature and what the whole screen is like
_MOVES = (b"NETSCAPE2.0", b"ANIMEXTS1.0")  # how often the picture is played
_CONTROL, _APPLICATION = 0xF9, 0xFF
_EXTENSION, _IMAGE, _END = 0x21, 0x2C, 0x3B


class Damaged(ValueError):
    """It ends too early, or something stands in it that no GIF has."""


def alone(data: bytes) -> bytes:
    """Pictures, their times and colours; the same bytes when there is nothing else. Raises Damaged."""
    kept = bytearray(_piece(data, 0, _HEAD + _colours(data, 10)))
    at = len(kept)
    while (kind := _piece(data, at, 1)[0]) != _END:
        if kind == _EXTENSION:
            label, end = _piece(data, at + 1, 1)[0], _blocks_end(data, at + 2)
            wanted = label == _CONTROL or (label == _APPLICATION and data[at + 3 : at + 14] in _MOVES)
        elif kind == _IMAGE:  # ten bytes, its own colours, one byte, its blocks
            end, wanted = _blocks_end(data, at + 11 + _colours(data, at + 9)), True
        else:
            raise Damaged
        kept += data[at:end] if wanted else b""
        at = end
    return bytes(kept) + bytes([_END])


def _piece(data: bytes, at: int, length: int) -> bytes:
    piece = data[at : at + length]
    if len(piece) < length:
        raise Damaged
    return piece


def _colours(data: bytes, at: int) -> int:
    """Bytes of the table of colours that the flags at this place announce."""
    flags = _piece(data, at, 1)[0]
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    """Where a row of blocks ends; each begins with its length, the last has none."""
    while length := _piece(data, at, 1)[0]:
        at += 1 + length
    return at + 1
