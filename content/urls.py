"""Addresses of the acts of learning; the pages themselves are Wagtail's."""

from django.conf import settings
from django.urls import path

from content import files, sheets, views
from content.aloud import views as aloud
from content.classes.urls import urlpatterns as classes
from content.imports.word import views as word
from content.library.urls import urlpatterns as library
from content.sittings.urls import urlpatterns as sittings
from content.teaching.urls import urlpatterns as teaching
from content.writing import views as writing

app_name = "content"
urlpatterns = [
    *classes,
    *sittings,
    *library,
    *teaching,
    path("hoc/", views.courses, name="courses"),
    path("hoc/khoa/<int:pk>/", views.enrol, name="enrol"),
    path("hoc/<int:pk>/mo/", views.open_lesson, name="open"),
    path("hoc/<int:pk>/cau/<uuid:block>/", views.answer, name="answer"),
    path("hoc/<int:pk>/xong/", views.complete, name="complete"),
    path("soan-bai/moi/", writing.new_lesson, name="new_lesson"),
    path("soan-bai/tu-word/", word.from_word, name="from_word"),
    path("soan-bai/tu-word/bai-mau.docx", word.word_sample, name="word_sample"),
    path("soan-bai/tu-word/<int:pk>/", word.word_report, name="word_report"),
    path("hoc/<int:pk>/giu/", views.keep_tried, name="keep_tried"),
    path("hoc/khoa/<int:pk>/phieu/", sheets.course_sheet, name="course_sheet"),
    # Read aloud, to whoever may read the page.
    path("hoc/<int:pk>/nghe/<str:part>/<str:digest>.<str:kind>", aloud.reading, name="aloud"),
    # Pictures and files of lessons, by the privacy of their collections. Evidence lies elsewhere, never reached this way.
    path("tai-lieu/<int:pk>/<str:name>", files.document, name="document"),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", files.media, name="media"),
]
