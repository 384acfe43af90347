"""A person's sheet of digital skills as PDF: what an officer confirmed, or what the portal proposes, and it says which."""

from datetime import date
from pathlib import Path

from django.utils import timezone

from portal.look.templatetags.look import points as number
from portal.look.templatetags.look import uncapped
from portal.people.public import Identity
from recognition.models import SkillSheet
from recognition.papers.days import short_day
from recognition.papers.pdf import compile_pdf
from recognition.skills.percent import Reached
from recognition.skills.publishing import requirements_of
from recognition.skills.told import SkillState

HERE = Path(__file__).parent


def pdf(state: SkillState, person: Identity | None, home: str) -> bytes:
    """The sheet of a state: of the confirmed one where there is one, else of what the portal proposes today."""
    sheet, requirements = state.sheet, requirements_of(state.row)
    today = timezone.localdate()
    held = _confirmed(sheet) if sheet else None
    areas = []
    for area in state.areas:
        lines = []
        for line in area.lines:
            one = requirements.by_code[line.code]
            if held is None:
                level, day, enough = line.level, line.since, line.enough
            else:
                found = held.get(line.code)
                level = requirements.level_name(found.level) if found else ""
                day, enough = (found.since, found.level >= one.level) if found else (None, False)
            lines.append(
                {
                    "code": line.code,
                    "name": line.name,
                    "level": level,
                    "day": short_day(day) if day else "",
                    "enough": enough,
                }
            )
        areas.append({"name": area.name, "lines": lines})
    shown, required, percent = (
        (sheet.shown, sheet.required, sheet.percent) if sheet else (state.shown, state.required, state.percent)
    )
    data = {
        "name": person.full_name if person else "",
        "born": str(person.birth_year) if person and person.birth_year else "",
        "home": home,
        "framework": state.framework,
        "title": state.title,
        "share": f"{shown} / {required}",
        "percent": number(percent) if percent is not None else "",
        "day": short_day(sheet.day if sheet else today),
        "confirmed": uncapped(sheet.unit) if sheet else "",
        "proposed": state.proposed,
        "notice": state.notice,
        "areas": areas,
    }
    return compile_pdf(HERE / "sheet.typ", data, day=sheet.day if sheet else today)


def _confirmed(sheet: SkillSheet) -> dict[str, Reached]:
    return {
        code: Reached(code, level, date.fromisoformat(day), (), None) for code, (level, day) in sheet.content.items()
    }
