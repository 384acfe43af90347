"""The models of content, gathered where Django looks for them."""

from content.aloud.readings import Reading
from content.approval.contributions import Contribution
from content.approval.task import SecondPersonTask
from content.classes.models import Attendance, AttendanceMark, CentreClass, ClassEnrolment, ClassSession
from content.identities import Alignment, Enrolment, PageActivity, QuestionActivity
from content.library.models import LibraryItem
from content.pages.centre import CentreClosure, CentreContact, CentreHours, CentrePage
from content.pages.course import CourseIndexPage, CoursePage, CourseTag, ModulePage
from content.pages.lesson import LessonPage, LessonTag
from content.pages.news import NewsIndexPage, NewsPage
from content.pages.official_documents import OfficialDocumentIndexPage, OfficialDocumentPage
from content.pages.stories import StoryIndexPage, StoryPage
from content.projection import EnrolmentProgress, ProgressCursor
from content.questions.bank import QuestionVersion
from content.rights.spaces import CentreSpace
from content.schedule import MissedHour
from content.sittings.models import Sitting

__all__ = [
    "Alignment",
    "Attendance",
    "AttendanceMark",
    "CentreClass",
    "CentreClosure",
    "CentreContact",
    "CentreHours",
    "CentrePage",
    "CentreSpace",
    "ClassEnrolment",
    "ClassSession",
    "Contribution",
    "CourseIndexPage",
    "CoursePage",
    "CourseTag",
    "Enrolment",
    "EnrolmentProgress",
    "LessonPage",
    "LessonTag",
    "LibraryItem",
    "MissedHour",
    "ModulePage",
    "NewsIndexPage",
    "NewsPage",
    "OfficialDocumentIndexPage",
    "OfficialDocumentPage",
    "PageActivity",
    "ProgressCursor",
    "QuestionActivity",
    "Reading",
    "QuestionVersion",
    "SecondPersonTask",
    "Sitting",
    "StoryIndexPage",
    "StoryPage",
]
