"""Where a case stands, as a short text that staff send by Zalo or SMS, or read aloud: no name, no points, nothing to click."""

from datetime import date

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from recognition.cases.campaigns import CLOSED, FROZEN, phase
from recognition.cases.lifecycle import (
    CONFIRMED,
    ENDED,
    NOT_ENOUGH,
    RECOGNISED,
    RETURNED,
    REVOKED,
    SUBMITTED,
    WITHDRAWN,
)
from recognition.models import Case

_TOLD = ("ask_for_more", "not_enough", "find_not_enough", "annul", "take_away", "end")


def message_of(case: Case, title: str) -> str:
    """The text for the person whose case it is; `title`: the name of the title. The officer's words stand in it as written."""
    case_named = _("The case for %(title)s of %(year)s") % {"title": title, "year": case.year}
    return f"{case_named} {_news(case)}"


def _news(case: Case) -> str:
    campaign, words = case.campaign, said_last(case)
    frozen = phase(campaign) in (FROZEN, CLOSED)
    if case.state == SUBMITTED and case.submission and frozen:
        text = _(
            "was not looked at by %(day)s, the last day for it. It can be looked at again only when the commune gives "
            "itself more days; else it ends with the campaign, and you are told."
        )
        return text % {"day": _day(campaign.assessment_to)}
    if case.state == RETURNED and frozen:
        text = _("needed one more thing: “%(words)s” It could be answered until %(day)s. Ask at the centre.")
        return text % {"words": words, "day": _day(campaign.assessment_to)}
    if case.state == SUBMITTED and case.submission:
        when = localtime(case.submission.at).strftime("%H:%M %d/%m/%Y")
        return _(
            "was received at %(when)s. The officer of the commune looks at it until %(day)s. The answer stands on the "
            "page “Mine”; it can also be asked for at the centre."
        ) % {"when": when, "day": _day(campaign.assessment_to)}
    if case.state == RETURNED:
        text = _("needs one more thing: “%(words)s” Add it, then hand in again by %(day)s.")
        return text % {"words": words, "day": _day(campaign.assessment_to)}
    if case.state == NOT_ENOUGH:
        text = _("is not enough yet: “%(words)s” It can be handed in again until %(day)s.")
        return text % {"words": words, "day": _day(campaign.submission_to)}
    if case.state == CONFIRMED:
        return _("was proposed for recognition. The decision comes next.")
    if case.state == RECOGNISED:
        return _("is recognised. The certificate can be fetched on the page “Mine” or at the centre.")
    if case.state == REVOKED:
        return _("is no longer recognised: a decision took it away. The reason stands on the page “Mine”.")
    if case.state == WITHDRAWN:
        return _("was taken back. It can be handed in again until %(day)s.") % {"day": _day(campaign.submission_to)}
    if case.state == ENDED:
        return _("ended with its campaign. What was learnt and handed in stays for the next one.")
    return _("has not been handed in yet. The last day is %(day)s.") % {"day": _day(campaign.submission_to)}


def said_last(case: Case) -> str:
    """What the officer, who looked after the officer (a review, two assessors, the council), the signer who annulled, or the end
    of the campaign told the person of the present state; other acts come between."""
    if case.state not in (RETURNED, NOT_ENOUGH, ENDED, REVOKED):
        return ""
    event = case.events.filter(act__in=_TOLD).order_by("-pk").first()
    if event is not None and event.act == "annul":
        text = _("The decision that recognised it was annulled: “%(why)s” Look the case through and hand it in again.")
        return text % {"why": event.message}
    if event is not None and event.act == "take_away":
        return _("The recognition was taken away by a decision: “%(why)s”") % {"why": event.message}
    return event.message if event else ""


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
