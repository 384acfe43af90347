"""A course with one block of every kind there is, filled from the blocks' own definitions, for tests of packages."""

from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from content.blocks import LessonBody
from content.models import CoursePage, LessonPage, ModulePage
from tests.builders.media import film, sound
from tests.builders.pages import published

FILES = {
    "pdf": lambda: b"%PDF-1.4 giay",
    "mp3": sound,
    "mp4": film,
    "vtt": lambda: b"WEBVTT\n\n00:00.000 --> 00:01.000\nXin chao\n",
}


def picture(collection: Collection, title: str = "Hoa sen", colour: str = "green") -> Any:
    """A picture of the library."""
    data = BytesIO()
    Picture.new("RGB", (40, 30), colour).save(data, "PNG")
    file = ImageFile(BytesIO(data.getvalue()), name="sen.png")
    return get_image_model().objects.create(title=title, description="Một bông sen", file=file, collection=collection)


def paper(collection: Collection, ending: str = "pdf") -> Any:
    """A document of the library."""
    file = ContentFile(FILES[ending](), name=f"tep-{ending}.{ending}")
    return get_document_model().objects.create(title=f"Tệp {ending}", file=file, collection=collection)


def _items(*values: Any) -> list[dict]:
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


def sample(block: blocks.Block, files: dict[Any, int], hint: str = "") -> Any:
    """A value of this block, as a StreamField stores it, with every field filled in."""
    if isinstance(block, blocks.BaseStreamBlock):
        return [{"type": k, "value": sample(b, files, k), "id": str(uuid4())} for k, b in block.child_blocks.items()]
    if isinstance(block, blocks.BaseStructBlock):
        told = {name: sample(child, files, name) for name, child in block.child_blocks.items()}
        played = getattr(block, "kinds", {})  # fields that take a sound, a film, captions only
        return told | {name: next(files[one] for one in kinds if one in files) for name, kinds in played.items()}
    if isinstance(block, blocks.ListBlock):
        return _items(*(sample(block.child_block, files, f"{hint} {n}") for n in (1, 2, 3)))
    if isinstance(block, TypedTableBlock):
        kinds = list(block.child_blocks.items())
        return {
            "columns": [{"type": name, "heading": f"Cột {name}"} for name, _kind in kinds],
            "rows": [{"values": [sample(kind, files, name) for name, kind in kinds]} for _row in range(2)],
            "caption": "Bảng",
        }
    if isinstance(block, blocks.ChooserBlock):
        return next((number for model, number in files.items() if issubclass(block.model_class, model)), None)
    if isinstance(block, blocks.RichTextBlock):
        return _of_text(block.features or [], files[get_document_model()], files[Page])
    return _of_field(block, hint)


def _of_text(features: list[str], document: int, page: int) -> str:
    """Rich text with what its editor has."""
    told = {
        "h2": "<h2>Mở đầu</h2>",
        "ul": "<ul><li>một</li><li>hai</li></ul>",
        "blockquote": "<blockquote>Lời nhắn</blockquote>",
        "bold": "<p>Chữ <b>đậm</b> &amp; thường.</p>",
        "link": f'<p><a href="https://vi-du.example/">nơi khác</a>, <a id="{page}" linktype="page">bài một</a>.</p>',
        "document-link": f'<p><a id="{document}" linktype="document">tờ giấy</a></p>',
    }
    return "<p>Đọc.</p>" + "".join(html for feature, html in told.items() if feature in features)


def _of_field(block: Any, hint: str) -> Any:
    field = block.field
    if isinstance(block, blocks.StaticBlock):
        return None
    if isinstance(field, forms.ChoiceField):
        keys = [key for key, _name in field.choices if key]
        return keys[:2] if isinstance(field, forms.MultipleChoiceField) else keys[0]
    if isinstance(field, forms.BooleanField):
        return True
    if isinstance(field, forms.DecimalField):
        return str(Decimal("1.5"))
    if isinstance(field, forms.IntegerField | forms.FloatField):
        return 2
    if isinstance(field, forms.DateField):
        return "2026-11-30"
    if isinstance(field, forms.TimeField):
        return "08:30:00"
    if isinstance(field, forms.URLField):
        return "https://vi-du.example/"
    return f"Chữ của {hint}: [điền|viết] “vào”"[: getattr(field, "max_length", None) or 300]


def everything(index: Page, collection: Collection, **fields: Any) -> CoursePage:
    """A published course: a lesson of its own, a module with a lesson of every block there is, a lesson half written."""
    course = CoursePage(
        title="Giữ tiền trong nhà", slug="giu-tien", intro="Ba bài.", outcomes="<ul><li>Biết ghi</li></ul>"
    )
    for name, value in ({"source": "Sách của xã", "licence": "CC BY-SA 4.0"} | fields).items():
        setattr(course, name, value)
    course.image = picture(collection, "Bìa", "red")
    course.tags.add("tiền", "gia đình")
    course = published(index, course)
    first = published(
        course, LessonPage(title="Bài một", slug="bai-mot", body=[{"type": "text", "value": "<p>Đọc.</p>"}])
    )
    module = published(course, ModulePage(title="Phần một", slug="phan-mot", intro="Hai bài."))
    files = {
        get_image_model(): picture(collection).pk,
        get_document_model(): paper(collection).pk,
        Page: first.pk,
        **{ending: paper(collection, ending).pk for ending in ("mp3", "mp4", "vtt")},
    }
    body = sample(LessonBody(), files)
    lesson = LessonPage(
        title="Đủ mọi thứ", slug="du-moi-thu", body=body, minutes=25, pass_mark=Decimal("0.6"), attempts=3
    )
    published(module, lesson)
    return CoursePage.objects.get(pk=course.pk)
