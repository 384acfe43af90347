"""Numbers in Vietnamese words (pure)."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", " nghìn", " triệu", " tỉ")
_LONGEST = 12  # digits of a number that is told as one
_LARGEST = 10**_LONGEST


def digits(text: str) -> str:
    """Digit by digit, in threes and fours as telephone numbers are told."""
    groups = []
    while text:
        size = 4 if len(text) in (4, 10) or (len(text) % 3 == 1 and len(text) < 8) else 3
        groups.append(" ".join(_DIGITS[int(one)] for one in text[:size]))
        text = text[size:]
    return ", ".join(groups)


def spoken(number: int) -> str:
    """The number in words; one of more than twelve digits is told digit by digit."""
    if number == 0:
        return _DIGITS[0]
    if number >= _LARGEST:
        return digits(str(number))
    groups: list[str] = []
    rest, place = number, 0
    while rest:
        rest, part = divmod(rest, 1000)
        if part:
            groups.insert(0, _below_thousand(part, full=rest > 0) + _GROUPS[place])
        place += 1
    return " ".join(groups)


def _below_thousand(number: int, *, full: bool) -> str:
    """`full`: something stands before it, so that missing hundreds are named."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 0 and ones:
        words += (["linh"] if words else []) + [_DIGITS[ones]]
    elif tens:
        words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
        last = {1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn", 5: "lăm"}
        words += [last.get(ones, _DIGITS[ones])] if ones else []
    return " ".join(words)


def spoken_decimal(written: str) -> str:
    """A number as Vietnamese writes it: 1.250.000 and 68,6."""
    whole, _comma, part = written.partition(",")
    whole = whole.replace(".", "")
    told = len(whole) > _LONGEST or (len(whole) > 1 and whole.startswith("0"))
    begun = digits(whole) if told else spoken(int(whole))  # Python itself reads no number of thousands of digits
    if not part:
        return begun
    behind = (
        spoken(int(part)) if len(part) < 3 and not part.startswith("0") else " ".join(_DIGITS[int(one)] for one in part)
    )
    return f"{begun} phẩy {behind}"
