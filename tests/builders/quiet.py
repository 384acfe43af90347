"""Cases without a reason to look: papers that give 92 points or more, and a learner who claims less."""

from portal.people.models import User
from portal.people.public import everyone
from recognition.cases import submission
from recognition.models import Case, Evidence, Upload
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.people import make_learner

# Kind of paper -> what it speaks for, twice where two of a kind count.
PAPERS = (
    *(("library-card", "A1"), ("reading-log", "A1"), ("press", "A1"), ("press", "A1"), ("study-plan", "A2")),
    *[("course-certificate", "A2", "A3", "B1", "B2", "B3")] * 2,
    *[("attendance", "A3")] * 2,
    *[("family-learning", "A4")] * 2,
    ("witness", "A4", "B3", "B4", "C1", "C2"),
    *[("digital-work", "B1")] * 2,
    *(("language-certificate", "B2"), ("improvement", "B3", "B4"), ("discussion", "B4")),
    *(("mediation", "C1"), ("cooperation", "C2")),
)


def with_file(paper: Evidence, digest: str) -> None:
    """The paper has a file of this digest; no bytes lie behind it."""
    upload = Upload.objects.create(
        learner_id=paper.learner_id,
        original_sha256=digest,
        sha256=digest,
        media_type="image/jpeg",
        size=1,
        entered_by=paper.entered_by,
    )
    Evidence.objects.filter(pk=paper.pk).update(upload=upload, content_hash=digest)


def quiet_case(
    village: Village, name: str = "Nguyễn Thị Hoa", *, helper: User | None = None, own: str = "5", file: str = ""
) -> Case:
    """A case that reaches the mark by its papers; `helper` hands it in for the learner, which is a reason to look.

    `file`: the digest of a file that its first paper has.
    """
    learner = make_learner(village.unit, name)
    for kind, *indicators in PAPERS:
        paper = make_paper(learner, *indicators, by=learner.user, rule=kind)
        if file and kind == PAPERS[0][0]:
            with everyone(WHY):
                with_file(paper, file)
    by = helper or learner.user
    with everyone(WHY):
        case = submission.draft_for(learner, by)
        submission.set_all_self_points(case, dict.fromkeys(CODES, own), by)
        return submission.submit(case, by)
