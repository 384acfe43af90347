"""What is said for what is written (pure): numbers, days, times, measures, addresses and short forms, as Vietnamese reads them.

The voice spells what it does not know with English names; so nothing but words is left to it.
"""

import re
from collections.abc import Callable

from content.aloud.numbers import digits, spoken, spoken_decimal
from content.aloud.sentences import UPPER
from content.aloud.short_forms import FOREIGN, LETTERS, MEASURES, SHORT
from content.aloud.voices import MOST_LETTERS

_Found = re.Match[str]
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
# Ends of addresses, as they are told.
_NAMES = {"vn": "vê en", "gov": "gốp", "edu": "ê đu", "com": "com", "net": "nét", "org": "o rờ gờ"}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def said(text: str) -> str:
    """The text as it is to be spoken: words, commas and stops only; one too long for any reading stays as it is written."""
    if len(text) > MOST_LETTERS:
        return text
    for pattern, to in _STEPS:
        text = pattern.sub(to, text)
    return re.sub(r"\s+([,.?!])", r"\1", " ".join(text.split()))


def _address(found: _Found) -> str:
    """A site by its name; the path behind it is for the eye."""
    host = found["host"].lower().removeprefix("www.")
    more = " và phần tiếp theo" if len(found["path"] or "") > 1 else ""
    return f" trang {_dotted(host)}{more} "


def _dotted(name: str) -> str:
    return " chấm ".join(_NAMES.get(part) or FOREIGN.get(part) or part.replace("-", " ") for part in name.split("."))


def _mail(found: _Found) -> str:
    return f" {found['who'].replace('.', ' chấm ').replace('_', ' ')} a còng {_dotted(found['host'].lower())} "


def _day(found: _Found) -> str:
    day, month, year = (int(found[name]) for name in ("day", "month", "year"))
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return found.group()
    before = found["before"] or "ngày "
    return f"{before}{spoken(day)} tháng {_month(month)} năm {spoken(year)}"


def _day_only(found: _Found) -> str:
    day, month = int(found["day"]), int(found["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return found.group()
    return f"{found['before']}{spoken(day)} tháng {_month(month)}"


def _month(month: int) -> str:
    return "tư" if month == 4 else spoken(month)


def _month_of(found: _Found) -> str:
    month = int(found["month"])
    return f"tháng {_month(month)} năm {spoken(int(found['year']))}" if 1 <= month <= 12 else found.group()


def _time(found: _Found) -> str:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > 24 or minute > 59:
        return found.group()
    return f"{spoken(hour)} giờ" + (f" {spoken(minute)}" if minute else "")


def _measure(found: _Found) -> str:
    return f"{found['number']} {MEASURES[found['unit']]} "


def _telephone(found: _Found) -> str:
    return f" {digits(re.sub(r'[^0-9]', '', found.group()))} "


def _emergency(found: _Found) -> str:
    return f"{found['before']}{digits(found['number'])}"


def _number(found: _Found) -> str:
    return spoken_decimal(found.group())


def _roman(found: _Found) -> str:
    value = 0
    for one, following in zip(found["number"], f"{found['number'][1:]} ", strict=True):
        worth = _ROMAN[one]
        value += -worth if following != " " and _ROMAN[following] > worth else worth
    return f"{found['before']}{spoken(value)}"


def _short(found: _Found) -> str:
    return SHORT[found.group()]


def _foreign(found: _Found) -> str:
    return FOREIGN[found.group().lower()]


def _capitals(found: _Found) -> str:
    return " ".join(LETTERS.get(one, one) for one in found.group())


def _paper(found: _Found) -> str:
    """Numbers of papers: 677/QĐ-TTg, 02/2025/TT-BGDĐT."""
    return " ".join(found.group().replace("/", " xẹt ").replace("-", " ").split())


def _one_of(words: dict[str, str]) -> str:
    return "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))


_SITE = r"(?P<host>(?:[a-z0-9-]+\.)+(?:com|vn|net|org|info|example|xyz|top|gov|edu)\b)"
_PATH = r"(?P<path>/[^\s,;)\]”\"]*)?"
_TELEPHONES = (
    r"(?<!\d)(?:\+84|0)\d{1,4}(?:[ .]\d{3,4}){1,3}(?!\d)"  # in groups
    r"|(?<![\d.,])0\d{3,}(?!\d)"  # telephones and secrets begin with a nought
    r"|\b1[89]00(?:[ .]?\d{2,4}){1,2}\b"
)
_SPELT = rf"(?<![{UPPER}]\s)(?<!\w)(?=[A-ZĐ]*[BCDĐGHKLMNPQRSTVXZFJW])[A-ZĐ]{{2,5}}(?![^\W\d_])(?!\s+[{UPPER}]{{2,}})"
# In this order: what is longest and least to be mistaken first; numbers when nothing else can be meant by them; signs last.
_STEPS: list[tuple[re.Pattern[str], str | Callable[[_Found], str]]] = [
    (re.compile(r"(?P<who>[A-Za-z0-9._+-]{1,64})@(?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"), _mail),
    (re.compile(rf"https?://(?P<host>[a-z0-9.-]*[a-z0-9])(?::\d+)?{_PATH}", re.IGNORECASE), _address),
    (re.compile(rf"(?<![\w@.-]){_SITE}{_PATH}", re.IGNORECASE), _address),
    (re.compile(r"\bv\.\s?v\.?(?=\W|$)|\bv/v\b", re.IGNORECASE), "vân vân"),
    (
        re.compile(
            r"(?P<before>\bngày\s+)?\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})\b", re.IGNORECASE
        ),
        _day,
    ),
    (
        re.compile(
            r"(?P<before>\b(?:ngày|hôm|sáng|chiều|tối|mùng)\s+)(?P<day>\d{1,2})/(?P<month>\d{1,2})\b", re.IGNORECASE
        ),
        _day_only,
    ),
    (re.compile(r"\btháng\s+(?P<month>\d{1,2})/(?P<year>\d{4})\b", re.IGNORECASE), _month_of),
    (re.compile(r"\btháng\s+4\b", re.IGNORECASE), "tháng tư"),
    (re.compile(r"\b\d{1,4}(?:/\d{4})?/[A-ZĐ]{1,6}(?:-[A-ZĐa-z]{1,8})*\b"), _paper),
    (re.compile(r"\b(?P<hour>\d{1,2})(?:\s?h\s?|:)(?P<minute>\d{2})\b"), _time),
    (re.compile(r"\b(?P<hour>\d{1,2})\s?h(?P<minute>)\b"), _time),
    (re.compile(_TELEPHONES), _telephone),
    (
        re.compile(r"(?P<before>\b(?:số|gọi|tổng đài)\s+)(?P<number>11\d|1\d{4,5})\b(?![.,]\d)", re.IGNORECASE),
        _emergency,
    ),
    (re.compile(r"(?<=\d)\s?[–-]\s?(?=\d)"), " đến "),
    (re.compile(rf"(?<!\d)(?P<number>{_NUMBER})\s?(?P<unit>{_one_of(MEASURES)})(?![\w/²³])"), _measure),
    (
        re.compile(
            r"\b(?P<before>(?:thế kỷ|chương|phần|quý|khóa|lần thứ|mục|đại hội)\s+)(?P<number>[IVXLC]{1,6})\b",
            re.IGNORECASE,
        ),
        _roman,
    ),
    (re.compile(r"(?<=\d)\s?/\s?(?=\d)"), " trên "),
    (re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])"), " hoặc "),
    (re.compile(rf"(?<!\w)(?:{_one_of(SHORT)})(?!\w)"), _short),
    (re.compile(rf"(?<!\w)(?:{_one_of(FOREIGN)})(?!\w)", re.IGNORECASE), _foreign),
    (re.compile(_SPELT), _capitals),
    (re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[!?])(?=\w)"), " "),
    (re.compile(r"(?<![\w])([BCDGHKLMNPQRSTVX])(?=\s\d)"), _capitals),
    (re.compile(_NUMBER), _number),
    (re.compile(r"\s?&\s?"), " và "),
    (re.compile(r"\s=\s"), " bằng "),
    (re.compile(r"\s?\+\s?"), " cộng "),
    (re.compile(r"\s[→➜>]\s"), ", rồi "),
    (re.compile(r"…|\.{3,}"), ". "),
    (re.compile(r"[“”\"‘’«»*_#~^|<>\[\]{}•▪◦]"), " "),
    (re.compile(r"[();:]|\s[–—-]\s"), ", "),
    (re.compile(r"[^\w\s,.?!'-]"), " "),
    (re.compile(r"(?:,\s*){2,}"), ", "),
    (re.compile(r",\s*(?=[.?!])"), ""),
    (re.compile(r"^[\s,.]+"), ""),
]
