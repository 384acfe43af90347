"""Page -> activity: the uuid that outlives titles, places and revisions, and what a statement says of the activity."""

from collections.abc import Iterable
from uuid import UUID

from tincan import Activity, ActivityDefinition, LanguageMap
from wagtail.models import Page

from content.approval.contributions import carry_over
from content.identities import PageActivity, QuestionActivity
from content.questions import marking
from content.questions.bank import keep
from content.questions.kinds import REGISTER
from learning_records.public import ACTIVITY_TYPES, activity_iri


def originals(pages: Iterable[Page]) -> dict[int, int]:
    """Page id -> id of the page whose activity it is: an alias is the same lesson in a second place, not another one."""
    found = {page.pk: page.alias_of_id or page.pk for page in pages}
    while any(pk != original for pk, original in found.items()):
        above = dict(Page.objects.filter(pk__in=found.values()).exclude(alias_of=None).values_list("pk", "alias_of_id"))
        if not above:
            return found
        found = {pk: above.get(original, original) for pk, original in found.items()}
    return found


def uuid_of_iri(iri: str) -> UUID | None:
    """The uuid in the IRI of an activity of ours; None for any other IRI."""
    text = iri.rpartition("/")[2]
    try:
        return UUID(text) if iri == activity_iri(text) else None
    except ValueError:
        return None


def activity_uuid(page: Page) -> UUID:
    """The uuid of a page's activity, made when it is asked for the first time."""
    return PageActivity.objects.get_or_create(page_id=originals([page])[page.pk])[0].uuid


def question_uuid(page: Page, block: UUID | str) -> UUID:
    """The uuid of a question's activity, by the id of its block."""
    return QuestionActivity.objects.get_or_create(page_id=originals([page])[page.pk], block=block)[0].uuid


def activities_of(pages: Iterable[Page]) -> dict[int, str]:
    """Page id -> activity IRI of those pages that have an activity; one look for all of them."""
    whose = originals(pages)
    uuids = dict(PageActivity.objects.filter(page__in=whose.values()).values_list("page_id", "uuid"))
    return {pk: activity_iri(uuids[original]) for pk, original in whose.items() if original in uuids}


def questions_of(pages: Iterable[Page]) -> dict[str, list[tuple[int, UUID]]]:
    """Activity IRI of a question -> the pages (id) it stands on and its block there."""
    whose = originals(pages)
    found: dict[str, list[tuple[int, UUID]]] = {}
    for row in QuestionActivity.objects.filter(page__in=whose.values()):
        places = [(pk, row.block) for pk, original in whose.items() if original == row.page_id]
        found[activity_iri(row.uuid)] = places
    return found


def page_activity(page: Page, kind: str) -> Activity:
    """The page as an xAPI activity of a `kind` of ACTIVITY_TYPES, with its name of today."""
    definition = ActivityDefinition(name=LanguageMap(vi=page.title), type=ACTIVITY_TYPES[kind])
    if page.intro:
        definition.description = LanguageMap(vi=page.intro)
    return Activity(id=activity_iri(activity_uuid(page)), definition=definition)


def question_activity(page: Page, block: UUID, question: marking.Question) -> Activity:
    """The question as an xAPI interaction activity (1.0.3 Data, Appendix C); this version of it is kept as answered."""
    row, _made = QuestionActivity.objects.get_or_create(page_id=originals([page])[page.pk], block=block)
    keep(row, question)
    kind = REGISTER[question.kind]
    definition = ActivityDefinition(
        name=LanguageMap(vi=question.text),
        type=ACTIVITY_TYPES["question"],
        interaction_type=kind.interaction,
        correct_responses_pattern=kind.pattern(question),
    )
    for name, parts in kind.components(question).items():
        setattr(definition, name, [{"id": key, "description": {"vi": text}} for key, text in parts])
    return Activity(id=activity_iri(row.uuid), definition=definition)


def note_origins(page: Page, made: Page) -> None:
    """A copy is another activity and says where it came from and who wrote it; so does everything below it."""
    before = list(page.get_descendants(inclusive=True).order_by("path"))
    after = list(made.get_descendants(inclusive=True).order_by("path"))
    # Copied without what is below, or changed meanwhile: then only the copy itself is sure to stand for its source.
    pairs = list(zip(before, after, strict=True)) if len(before) == len(after) else [(page, made)]
    whose = originals(source for source, _copy in pairs)
    carry_over((whose[source.pk], copy) for source, copy in pairs)  # an alias was written by who wrote its original
    uuids = dict(PageActivity.objects.filter(page__in=whose.values()).values_list("page_id", "uuid"))
    for source, copy in pairs:
        if whose[source.pk] in uuids and copy.alias_of_id is None:
            PageActivity.objects.update_or_create(page_id=copy.pk, defaults={"origin": uuids[whose[source.pk]]})
