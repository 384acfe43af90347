"""Addresses of the acts of learning; the pages themselves are Wagtail's."""

from django.conf import settings
from django.urls import path

from content import files, sheets, views
from content.aloud import views as aloud
from content.approval import version_views
from content.classes.urls import urlpatterns as classes
from content.exchange import offer_views
from content.exchange import views as exchange
from content.imports.word import views as word
from content.library.urls import urlpatterns as library
from content.media import views as media
from content.news import views as news
from content.opinions import views as opinions
from content.pdf import views as pdf
from content.sittings.urls import urlpatterns as sittings
from content.teaching.urls import urlpatterns as teaching
from content.writing import course_views, lists
from content.writing import preview as previewed
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
    path("hoc/<int:pk>/y-kien/<uuid:block>/", opinions.vote, name="vote"),
    path("hoc/<int:pk>/tu-hoi/<uuid:block>/", opinions.reflect, name="reflect"),
    path("hoc/<int:pk>/xong/", views.complete, name="complete"),
    path("soan-bai/", lists.drafts, name="drafts"),
    path("soan-bai/khoa-hoc/", lists.courses, name="own_courses"),
    path("soan-bai/moi/", writing.new_lesson, name="new_lesson"),
    path("soan-bai/khoa-moi/", course_views.new_course, name="new_course"),
    path("soan-bai/<int:pk>/xem-thu/", previewed.preview, name="preview"),
    path("soan-bai/<int:pk>/xem-thu/<uuid:block>/", previewed.preview_answer, name="preview_answer"),
    path("soan-bai/tu-word/", word.from_word, name="from_word"),
    path("soan-bai/tu-word/bai-mau.docx", word.word_sample, name="word_sample"),
    path("soan-bai/tu-word/<int:pk>/", word.word_report, name="word_report"),
    # Courses out and in.
    path("soan-bai/khoa/<int:pk>/khoa.zip", exchange.export_course, name="export_course"),
    path("soan-bai/nhap-khoa/", exchange.import_course, name="import_course"),
    path("soan-bai/nhap-khoa/<int:pk>/", exchange.course_report, name="course_report"),
    path("soan-bai/<int:pk>/cac-ban/", version_views.page_versions, name="page_versions"),
    path(
        "soan-bai/<int:pk>/cac-ban/<int:before>/<int:after>/", version_views.compare_versions, name="compare_versions"
    ),
    path("soan-bai/noi-khac/", offer_views.offered_courses, name="offered_courses"),
    path("soan-bai/noi-khac/<int:pk>/", offer_views.take_course, name="take_course"),
    path("hoc/<int:pk>/giu/", views.keep_tried, name="keep_tried"),
    path("hoc/khoa/<int:pk>/phieu/", sheets.course_sheet, name="course_sheet"),
    path("tin-co-ich/<int:pk>/", news.answer, name="news_answer"),
    path("soan-bai/bai-duoc-doc/", news.read_pages, name="read_pages"),
    # Of a film or a sound: its captions where they are made from its words, and what was played of it.
    path("hoc/<int:pk>/phim/<uuid:block>/phu-de.vtt", media.captions, name="captions"),
    path("hoc/<int:pk>/phim/<uuid:block>/da-xem/", media.played, name="played"),
    # Read aloud, to whoever may read the page.
    path("hoc/<int:pk>/nghe/<str:part>/<str:digest>.<str:kind>", aloud.reading, name="aloud"),
    # Pictures and files of lessons, by the privacy of their collections. Evidence lies elsewhere, never reached this way.
    path("tai-lieu/<int:pk>/doc/", pdf.file_pages, name="file_pages"),
    path("tai-lieu/<int:pk>/doc/<int:number>.webp", pdf.file_page, name="file_page"),
    path("tai-lieu/<int:pk>/<str:name>", files.document, name="document"),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", files.media, name="media"),
]
