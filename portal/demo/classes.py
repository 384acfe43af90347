"""The demo's classes: one that meets every week, with two registers closed and one open today, one that begins in two days."""

from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from content.models import CentreClass, ClassSession
from content.public import classes
from portal.demo.people import commune, official
from portal.people.public import Learner, Residence
from portal.places.public import Centre

TITLE, LATER, BRIEFING = "Dùng điện thoại làm thủ tục ở xã", "Đọc sách cùng con", "Phổ biến cách xét danh hiệu"
_TOPICS = ("Bật máy, gọi và nhắn tin", "Định danh điện tử mức 2", "Nộp hồ sơ trên mạng", "Tra kết quả hồ sơ")
_PEOPLE = 12
_BEGINS = (
    time(7, 30),
    time(8, 30),
    time(9, 30),
    time(13, 30),
    time(14),
    time(15),
)  # open from 7:30 to 11:30, 13:30 to 17:00


def build_classes() -> None:
    """Built as of today; whoever opens the demo within the next hours, by day, finds a session that is on."""
    staff, today = official("staff"), timezone.localdate()
    here = Residence.objects.filter(unit=commune(), valid_to=None, learner__kind="person").values("learner")
    people = list(Learner.objects.filter(pk__in=here).order_by("created_at", "pk")[:_PEOPLE])
    phones = _class(TITLE, "Tự làm được thủ tục trên điện thoại.", "cô Lan", "people")
    classes.enrol_people(phones, people, by=staff)
    _sessions(phones, today - timedelta(days=14), begins_at(timezone.localtime().time()), 5)
    for back in (14, 7):
        _held(phones, people, today - timedelta(days=back), staff)
    reading = _class(LATER, "Mỗi tuần một quyển, cả nhà cùng đọc.", "cô Hạnh", "people")
    classes.plan_sessions(
        reading, today + timedelta(days=2), time(19), time(20, 30), weeks=3, place="nhà văn hóa thôn Hạ"
    )
    briefing = _class(BRIEFING, "", "anh Dũng", "briefing")
    classes.enrol_people(briefing, people[:2], by=staff)
    classes.plan_sessions(briefing, today + timedelta(days=5), time(8), time(11), place="hội trường")


def begins_at(now: time) -> time:
    """When today's session of two hours begins: within the opening hours, on now where it can be, else the next one."""
    on = [one for one in _BEGINS if one <= now < time(one.hour + 2, one.minute)]
    return on[-1] if on else next((one for one in _BEGINS if one > now), _BEGINS[-1])


def _class(title: str, topic: str, teacher: str, audience: str) -> CentreClass:
    values = {"title": title, "topic": topic, "teacher": teacher, "hours_planned": None, "audience": audience}
    values |= {"seats": 20, "open_to_all": True} if audience == "people" else {}
    centre = Centre.objects.get(unit=commune())
    return classes.open_class(centre, uuid5(NAMESPACE_URL, f"demo:{title}"), values, by=official("staff"))


def _sessions(taught: CentreClass, first: date, begin: time, weeks: int) -> None:
    end = (datetime.combine(first, begin) + timedelta(hours=2)).time()
    place = "nhà văn hóa thôn Hạ" if first.isoweekday() == 7 else "phòng 2"  # the centre is closed on Sundays
    classes.plan_sessions(taught, first, begin, end, weeks=weeks, place=place)
    for session, topic in zip(taught.sessions.all(), _TOPICS, strict=False):
        session.topic = topic
        session.save(update_fields=["topic"])


def _held(taught: CentreClass, people: list[Learner], day: date, staff: object) -> None:
    session = ClassSession.objects.get(taught=taught, begins_at__date=day)
    states = ["late" if n % 5 == 3 else "absent" if n % 4 == 2 else "present" for n in range(len(people))]
    wishes = [classes.Wish(one.pk, state) for one, state in zip(people, states, strict=True)]
    classes.mark(session, wishes, by=staff)
    classes.close(session, by=staff)
