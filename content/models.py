"""The models of content, gathered where Django looks for them."""

from content.aloud.readings import Reading
from content.approval.contributions import Contribution
from content.approval.task import SecondPersonTask
from content.classes.models import Attendance, AttendanceMark, CentreClass, ClassEnrolment, ClassSession
from content.identities import Alignment, Enrolment, PageActivity, QuestionActivity
from content.media.prepared import PreparedFile
from content.media.sessions import MediaActivity, MediaSession
from content.pages.course import CourseIndexPage, CoursePage, CourseTag, ModulePage
from content.pages.lesson import LessonPage, LessonTag
from content.pages.news import CentrePage, NewsIndexPage, NewsPage
from content.projection import EnrolmentProgress, ProgressCursor
from content.questions.bank import QuestionVersion
from content.rights.spaces import CentreSpace
from content.schedule import MissedHour

__all__ = [
    "Alignment",
    "Attendance",
    "AttendanceMark",
    "CentreClass",
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
    "MediaActivity",
    "MediaSession",
    "MissedHour",
    "ModulePage",
    "NewsIndexPage",
    "NewsPage",
    "PageActivity",
    "PreparedFile",
    "ProgressCursor",
    "QuestionActivity",
    "Reading",
    "QuestionVersion",
    "SecondPersonTask",
]
