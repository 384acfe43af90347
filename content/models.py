"""The models of content, gathered where Django looks for them."""

from content.aloud.readings import Reading
from content.approval.contributions import Contribution
from content.approval.task import SecondPersonTask
from content.bank.entries import BankedQuestion
from content.classes.models import Attendance, AttendanceMark, CentreClass, ClassEnrolment, ClassSession
from content.exchange.origins import CourseOrigin
from content.identities import Alignment, Enrolment, PageActivity, QuestionActivity
from content.library.models import LibraryItem
from content.media.prepared import PreparedFile
from content.media.sessions import MediaActivity, MediaSession
from content.news.ratings import NewsAnswer
from content.news.reads import DailyReads, ReadBatch
from content.news.topics import NewsTopic
from content.opinions.models import PollVote, Reflection
from content.pages.centre import CentreClosure, CentreContact, CentreHours, CentrePage
from content.pages.course import CourseIndexPage, CoursePage, CourseTag, ModulePage
from content.pages.lesson import LessonPage, LessonTag
from content.pages.news import NewsIndexPage, NewsPage, NoticePage
from content.pages.official_documents import OfficialDocumentIndexPage, OfficialDocumentPage
from content.pages.stories import StoryIndexPage, StoryPage
from content.projection import EnrolmentProgress, ProgressCursor
from content.questions.bank import QuestionVersion
from content.rights.spaces import CentreSpace
from content.schedule import MissedHour
from content.sittings.models import Sitting
from content.teaching.models import CentreMessage, Contact

__all__ = [
    "Alignment",
    "Attendance",
    "AttendanceMark",
    "BankedQuestion",
    "CentreClass",
    "CentreClosure",
    "CentreContact",
    "CentreHours",
    "CentreMessage",
    "CentrePage",
    "CentreSpace",
    "ClassEnrolment",
    "ClassSession",
    "Contact",
    "Contribution",
    "CourseIndexPage",
    "CourseOrigin",
    "CoursePage",
    "CourseTag",
    "DailyReads",
    "Enrolment",
    "EnrolmentProgress",
    "LessonPage",
    "LessonTag",
    "LibraryItem",
    "MediaActivity",
    "MediaSession",
    "MissedHour",
    "ModulePage",
    "NewsAnswer",
    "NewsIndexPage",
    "NewsPage",
    "OfficialDocumentIndexPage",
    "OfficialDocumentPage",
    "NewsTopic",
    "NoticePage",
    "PageActivity",
    "PollVote",
    "PreparedFile",
    "ProgressCursor",
    "QuestionActivity",
    "Reading",
    "QuestionVersion",
    "Reflection",
    "ReadBatch",
    "SecondPersonTask",
    "Sitting",
    "StoryIndexPage",
    "StoryPage",
]
