"""How days and hours are typed here, whatever language the pages speak (FORMAT_MODULE_PATH).

What is read. How they are shown stands with each language, or is Django's own. Year-month-day, which browsers send,
Django adds by itself.
"""

_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_HOURS = ("%H:%M", "%H:%M:%S", "%Hh%M", "%Hg%M", "%H giờ %M")

DATE_INPUT_FORMATS = [*_DAYS, "%Y-%m-%d"]
TIME_INPUT_FORMATS = list(_HOURS)
DATETIME_INPUT_FORMATS = [
    *(f"{day}{between}{hour}" for day in _DAYS for hour in _HOURS for between in (" ", ", ", ",")),
    *(f"{hour}{between}{day}" for day in _DAYS for hour in _HOURS for between in (" ", ", ", " ngày ")),
    *_DAYS,
]
