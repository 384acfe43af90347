"""Whose case a page of a group shows: the group, its title, from which side it is looked at, and the addresses."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from portal.people.public import Learner, helps, represents
from recognition.cases.subject_titles import group_titles
from recognition.criteria.words import Criteria
from recognition.officials import name_of
from recognition.sets.publishing import NoCriteriaSet, criteria_of, current, shipped
from recognition.titles.registry import Title, title, titles_of


class Place:
    """Whose page it is: at the counter, or of the person who represents the group. Knows the addresses. One a request."""

    def __init__(self, request: HttpRequest, reference: str, title_key: str, *, own: bool) -> None:
        self.subject = get_object_or_404(
            Learner.objects.select_related("record__key", "represented_by").exclude(kind="person"), reference=reference
        )
        allowed = represents(request.user, self.subject) if own else helps(request.user, self.subject)
        titles = titles_of(self.subject.kind)
        found = [one for one in titles if one.key == title_key]
        if not allowed or not found:
            raise Http404
        self.own, self.title, self.titles, self.name = own, found[0], titles, name_of(self.subject)

    def address(self, page: str, of: Title | None = None) -> str:
        """Of the pages `case`, `evidence` and `review`; of `forms` at the counter alone."""
        prefix = "own_subject" if self.own else "subject"
        return reverse(f"recognition:{prefix}_{page}", args=[self.subject.reference, (of or self.title).key])

    @property
    def shown(self) -> dict:
        """What every page of the group shows."""
        return {
            "subject": self.subject,
            "name": self.name,
            "own": self.own,
            "urls": self.urls,
            "others": [
                (name, self.address("case", title(key)))
                for key, name in group_titles(self.subject.kind)
                if key != self.title.key
            ],
        }

    @property
    def urls(self) -> dict[str, str]:
        """Where the steps lead, under the names of a person's (`cases.views.pages_of`); most are acts of the one page."""
        back = reverse("pages:groups") if self.own else reverse("people:subject", args=[self.subject.reference])
        case, review = self.address("case"), self.address("review")
        found = dict.fromkeys(("points", "submit", "withdraw", "transfer", "register", "home"), case)
        found |= {"back": back, "review": review} | dict.fromkeys(("evidence", "add"), self.address("evidence"))
        return found if self.own else found | {"forms": self.address("forms")}

    def set_of_title(self) -> Criteria:
        """The set in force, else the one that comes with the portal."""
        try:
            return criteria_of(current(self.title.set_key))
        except NoCriteriaSet:
            return shipped(self.title.set_key)
