"""The part of CBOR that a slip needs (pure), in its one deterministic writing (RFC 8949, 4.2), read back as strictly.

Numbers that are whole, bytes, text, lists, maps with whole numbers as keys, one tag. Everything else is refused.
"""

from typing import Any

_NUMBER, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG = range(7)
_DEEPEST = 8


class BadCbor(ValueError):
    """The bytes are no CBOR of this part, or not in its one writing."""


class Tagged(tuple[int, Any]):
    """A tag with what it stands before."""


def encode(value: Any) -> bytes:
    """The bytes of a value. Raises TypeError for a kind that is not of this part."""
    if isinstance(value, bool):
        raise TypeError("no yes and no on a slip")
    if isinstance(value, int):
        return _head(_NUMBER, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        text = value.encode("utf-8")
        return _head(_TEXT, len(text)) + text
    if isinstance(value, Tagged):
        return _head(_TAG, value[0]) + encode(value[1])
    if isinstance(value, list):
        return _head(_LIST, len(value)) + b"".join(map(encode, value))
    if isinstance(value, dict):
        pairs = sorted((encode(key), encode(one)) for key, one in value.items())
        return _head(_MAP, len(value)) + b"".join(key + one for key, one in pairs)
    raise TypeError(f"{type(value).__name__} does not stand on a slip")


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    for power in range(4):
        size = 1 << power
        if number < 1 << 8 * size:
            return bytes([kind << 5 | 24 + power]) + number.to_bytes(size, "big")
    raise TypeError("a number beyond 64 bits")


def decode(data: bytes) -> Any:
    """The value of these bytes, all of them. Raises BadCbor."""
    value, rest = _read(data, _DEEPEST)
    if rest:
        raise BadCbor("something stands behind the value")
    if encode(value) != data:
        raise BadCbor("not in the one writing of this value")
    return value


def _read(data: bytes, levels: int) -> tuple[Any, bytes]:
    if not data or not levels:
        raise BadCbor("the bytes end too early, or values lie too deep within each other")
    kind, number, rest = _read_head(data)
    if kind == _NUMBER:
        return number, rest
    if kind == _NEGATIVE:
        return -1 - number, rest
    if kind == _TAG:
        value, rest = _read(rest, levels - 1)
        return Tagged((number, value)), rest
    if number > len(rest):
        raise BadCbor("longer than the bytes that are there")
    if kind == _BYTES:
        return rest[:number], rest[number:]
    if kind == _TEXT:
        try:
            return rest[:number].decode("utf-8"), rest[number:]
        except UnicodeDecodeError as problem:
            raise BadCbor("text that is no UTF-8") from problem
    return _read_many(kind, number, rest, levels - 1)


def _read_head(data: bytes) -> tuple[int, int, bytes]:
    kind, short, rest = data[0] >> 5, data[0] & 31, data[1:]
    if kind > _TAG or short > 27:
        raise BadCbor("a kind of value that does not stand on a slip")
    if short < 24:
        return kind, short, rest
    size = 1 << short - 24
    if len(rest) < size:
        raise BadCbor("the bytes end too early")
    return kind, int.from_bytes(rest[:size], "big"), rest[size:]


def _read_many(kind: int, number: int, rest: bytes, levels: int) -> tuple[Any, bytes]:
    found: list[Any] = []
    for _one in range(number * (2 if kind == _MAP else 1)):
        value, rest = _read(rest, levels)
        found.append(value)
    if kind == _LIST:
        return found, rest
    keys = found[::2]
    if not all(isinstance(key, int) for key in keys):
        raise BadCbor("a key that is no whole number")
    return dict(zip(keys, found[1::2], strict=True)), rest
