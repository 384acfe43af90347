"""The models of content, gathered where Django looks for them."""

from content.aloud.readings import Reading
from content.approval.contributions import Contribution
from content.approval.task import SecondPersonTask
from content.classes.models import Attendance, AttendanceMark, CentreClass, ClassEnrolment, ClassSession
from content.identities import Alignment, Enrolment, PageActivity, QuestionActivity
from content.pages.course import CourseIndexPage, CoursePage, CourseTag, ModulePage
from content.pages.lesson import LessonPage, LessonTag
from content.pages.news import CentrePage, NewsIndexPage, NewsPage
from content.projection import EnrolmentProgress, ProgressCursor
from content.questions.bank import QuestionVersion
from content.rights.spaces import CentreSpace
from content.schedule import MissedHour
from content.teaching.models import CentreMessage, Contact

__all__ = [
    "Alignment",
    "Attendance",
    "AttendanceMark",
    "CentreClass",
    "CentreMessage",
    "CentrePage",
    "CentreSpace",
    "ClassEnrolment",
    "ClassSession",
    "Contact",
    "Contribution",
    "CourseIndexPage",
    "CoursePage",
    "CourseTag",
    "Enrolment",
    "EnrolmentProgress",
    "LessonPage",
    "LessonTag",
    "MissedHour",
    "ModulePage",
    "NewsIndexPage",
    "NewsPage",
    "PageActivity",
    "ProgressCursor",
    "QuestionActivity",
    "Reading",
    "QuestionVersion",
    "SecondPersonTask",
]
