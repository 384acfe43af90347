"""Small numbers as words (pure): a title with ten indicators is read as “mười chỉ số”, not as “10 chỉ số”."""

_VIETNAMESE = (
    ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]
    + [f"mười {one}" for one in ["một", "hai", "ba", "bốn", "lăm", "sáu", "bảy", "tám", "chín"]]
    + ["hai mươi"]
)
_ENGLISH = [
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
    ),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
]


def in_words(number: int, language: str = "vi") -> str:
    """The number as a word, from 0 to 20; others, and other languages than Vietnamese and English, as digits."""
    words = {"vi": _VIETNAMESE, "en": _ENGLISH}.get(language.partition("-")[0], [])
    return words[number] if 0 <= number < len(words) else str(number)
