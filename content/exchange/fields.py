"""Fields of a course, a part or a lesson between the page and a course file: every field of its own that a page type has.

What stands in the file under the field's name, and in the form of the field, nobody lists here: a new field of a known kind
comes along by itself, one of another kind raises NoForm (a test asks every field there is).
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page

from content.courses.strict import CourseFileError, Entry
from content.exchange import blocks, rich_text
from content.exchange.blocks import Incoming, NoForm, Outgoing
from content.identities import Alignment

_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.DecimalField, models.BooleanField)
MAPPED, TAGGED = "counts_for", "tags"  # relations, which have a form of their own
MOST_TAGS, MOST_MAPPED = 20, 40


def own_fields(model: type[Page]) -> list[models.Field]:
    """What a page type has besides Wagtail's page, without relations to many."""
    shared = {field.name for field in Page._meta.get_fields()}
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in shared and not (field.remote_field and field.remote_field.parent_link)
    ]


def check(model: type[Page]) -> None:
    """Raises NoForm when a course file cannot hold everything that pages of this type have."""
    for field in own_fields(model):
        if isinstance(field, StreamField):
            blocks.check(field.stream_block)
        elif isinstance(field, RichTextField):
            rich_text.check_features(field.features or ("",))
        elif not isinstance(field, _PLAIN) and not _files(field):
            raise NoForm(f"{model.__name__}.{field.name}")
    many = {field.name for field in model._meta.many_to_many} | {
        relation.get_accessor_name() for relation in get_all_child_relations(model)
    }
    of_every_page = {field.name for field in Page._meta.many_to_many} | {
        relation.get_accessor_name() for relation in get_all_child_relations(Page)
    }
    unknown = many - of_every_page - {"alignments", "tags", "tagged_items"}
    if unknown:
        raise NoForm(f"{model.__name__}: {', '.join(sorted(unknown))}")


def _files(field: models.Field) -> bool:
    related = field.remote_field.model if isinstance(field, models.ForeignKey) else None
    return related in (get_image_model(), get_document_model())


def out_of(page: Page, refs: Outgoing) -> dict[str, Any]:
    """The page's fields for a file; those that say what a new page says anyway are left out."""
    found: dict[str, Any] = {"title": page.title, "slug": page.slug}
    for field in own_fields(type(page)):
        told = _told(field, page, refs)
        default = "" if isinstance(field, StreamField) or not field.has_default() else _plain(field.get_default())
        if told != default and not (blocks.empty(told) and blocks.empty(default)):
            found[field.name] = "" if told is None else told
    if tags := sorted(tag.name for tag in page.tags.all()) if hasattr(page, "tags") else []:
        found[TAGGED] = tags
    if rows := list(page.alignments.all()) if hasattr(page, "alignments") else []:
        found[MAPPED] = [{row.kind: row.code, "framework": row.framework} for row in rows]
    return found


def _told(field: models.Field, page: Page, refs: Outgoing) -> Any:
    if isinstance(field, StreamField):
        return blocks.stored(getattr(page, field.name), refs)
    if isinstance(field, RichTextField):
        return rich_text.out_of(getattr(page, field.name), field.features or (), refs.document, refs.page)
    if _files(field):
        number = getattr(page, field.attname)
        if number is None:
            return ""
        return (refs.image if field.remote_field.model is get_image_model() else refs.document)(number)
    if not isinstance(field, _PLAIN):
        raise NoForm(f"{type(page).__name__}.{field.name}")
    return _plain(getattr(page, field.name))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def into(page: Page, told: Entry, refs: Incoming) -> None:
    """Fills a page's fields from its entry in the file, all but `body` (which may name pages that are not there yet), `tags`
    and what it counts for. Raises CourseFileError."""
    for field in own_fields(type(page)):
        if isinstance(field, StreamField) or not told.has(field.name):
            continue
        value = told.value(field.name)
        if isinstance(field, RichTextField):
            if not isinstance(value, str) or len(value) > blocks.LONGEST:
                raise told.wrong(f"“{field.name}” must be a text")
            setattr(page, field.name, rich_text.into(value, field.features or (), refs.document, refs.page))
        elif _files(field):
            find = refs.image if field.remote_field.model is get_image_model() else refs.document
            setattr(page, field.attname, find(str(value)))
        else:
            setattr(page, field.name, _cleaned(field, value, page, told))


def _cleaned(field: models.Field, value: Any, page: Page, told: Entry) -> Any:
    if not isinstance(value, str | int | float | bool) or (isinstance(value, str) and "\x00" in value):
        raise told.wrong(f"“{field.name}” must be one value, not {value!r:.80}")
    try:
        return field.clean(value, page)
    except (ValidationError, ValueError, OverflowError) as problem:
        words = " ".join(getattr(problem, "messages", [str(problem)]))
        raise told.wrong(f"“{field.name}”: {words}") from problem


def mapped(told: Entry, refs: Incoming) -> list[Alignment]:
    """What a lesson counts for. A code that this site does not know, or knows twice, is left out and said so."""
    rows: list[Alignment] = []
    for one in told.entries(MAPPED, 0, MOST_MAPPED) if told.has(MAPPED) else []:
        kind = next((kind for kind in Alignment.Kind.values if one.has(kind)), "")
        if not kind:
            raise one.wrong(f"“{'” or “'.join(Alignment.Kind.values)}” is missing")
        code, framework = one.text(kind, 20), one.text("framework", 50)
        one.end()
        found = list(Alignment.objects.filter(kind=kind, code=code, framework=framework)[:2])
        if len(found) == 1:
            rows.append(found[0])
        else:
            refs.left_out(0, f"{code}, {framework}", "mapping: unknown")
    return rows


def tags_of(told: Entry) -> tuple[str, ...]:
    """The tags of an entry. Raises CourseFileError."""
    found = told.texts(TAGGED, 0, MOST_TAGS) if told.has(TAGGED) else ()
    if any(len(tag) > 100 for tag in found):
        raise told.wrong(f"“{TAGGED}”: a tag has at most 100 characters")
    return found


__all__ = ["CourseFileError", "check", "into", "mapped", "out_of", "own_fields", "tags_of"]
