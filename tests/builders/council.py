"""A council of five: chair, secretary and three members, some with accounts."""

from datetime import time

from django.utils import timezone

from portal.people.public import everyone
from recognition.council.meetings import open_meeting, put_on_list
from recognition.council.naming import Member, name_council
from recognition.models import AssessmentRules, Campaign, Case, Council, Meeting
from tests.builders.cases import WHY, Village
from tests.builders.people import make_user


class Hall:
    """A village whose campaign (or another one there) has a council, with its leaders' accounts."""

    def __init__(self, village: Village, council: str = "listed", campaign: Campaign | None = None) -> None:
        self.village, self.campaign = village, campaign or village.campaign
        AssessmentRules.objects.update_or_create(campaign=self.campaign, defaults={"council": council})
        self.admin = make_user("administrator", unit=village.unit)
        self.chair, self.secretary, self.member = make_user(), make_user(), make_user()
        self.council = self.named()

    def named(self, **changes) -> Council:
        members = [
            Member("chair", "Trần Văn Bình", "Phó Chủ tịch Ủy ban nhân dân xã", self.chair),
            Member("secretary", "Lê Thị Thư", "Công chức Văn hóa - Xã hội", self.secretary),
            Member("member", "Phạm Văn Viên", "Chủ tịch Hội Khuyến học xã", self.member),
            Member("member", "Ngô Thị Xa", "Bí thư Đoàn xã"),
            Member("member", "Đỗ Văn Năm", "Trưởng thôn Đông"),
        ]
        given = {"number": "45/QĐ-UBND", "day": timezone.localdate(), "members": members, "by": self.admin} | changes
        return name_council(
            self.campaign, given["number"], given["day"], "Ủy ban nhân dân xã Đồng Sen", "Đồng Sen",
            given["members"], by=given["by"],
        )  # fmt: skip

    def meeting(self, *cases: Case, second: bool = False) -> Meeting:
        with everyone(WHY):
            row = open_meeting(self.council, timezone.localdate(), time(8), "Hội trường xã", by=self.secretary)
            put_on_list(row, cases, by=self.secretary, second=second)
        row.refresh_from_db()
        return row

    def votes(self, meeting: Meeting, *said: str) -> dict[tuple[int, int], str]:
        """The same votes, member by member, on every case of the list."""
        members = list(meeting.council.members.values_list("pk", flat=True))
        return {(item.pk, pk): one for item in meeting.items.all() for pk, one in zip(members, said, strict=True)}
