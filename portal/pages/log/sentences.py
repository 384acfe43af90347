"""What each act of the log is called in a sentence. A test finds acts of the code that stand here nowhere."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.pages.log.acts_of_cases import CASES
from portal.people.public import private_in_words, reason_in_words

# group of acts -> its name and its acts: act -> what was done
GROUPS: dict[Any, dict[str, Any]] = {
    _("Cases and papers"): CASES,
    _("Campaigns"): {
        "campaign.opened": _("opened the campaign"),
        "campaign.changed": _("changed the campaign"),
        "campaign.extended": _("extended the campaign"),
        "campaign.closed": _("closed the campaign"),
        "campaign.rules": _("changed how cases are judged"),
        "campaign.set_kept": _("kept the criteria set of the campaign"),
        "campaign.registered": _("noted that somebody registers"),
        "campaign.unregistered": _("took a registration back"),
        "bulk.begun": _("began a bulk round"),
        "bulk.decided": _("confirmed the cases of a bulk round"),
        "bulk.undone": _("took a bulk round back"),
        "bulk.dropped": _("gave a bulk round up"),
        "loan.given": _("lent an officer to another commune"),
        "loan.ended": _("ended the loan of an officer"),
        "kinship.declared": _("declared somebody as family"),
        "kinship.ended": _("ended a declaration of family"),
        "phrase.added": _("added a ready answer"),
        "phrase.changed": _("changed a ready answer"),
        "phrase.removed": _("removed a ready answer"),
        "council.named": _("named a council"),
        "council.meeting_opened": _("opened a meeting of the council"),
        "council.listed": _("put cases before the council"),
        "council.votes": _("entered votes of the council"),
        "council.meeting_closed": _("closed a meeting of the council"),
        "council.minutes_corrected": _("corrected minutes of the council"),
    },
    _("Decisions and certificates"): {
        "decision.signed": _("recorded a signed decision"),
        "certificate.issued": _("issued a certificate"),
        "certificate.superseded": _("replaced a certificate by a new one"),
        "certificate.revoked": _("revoked a certificate"),
        "certificate.annulled": _("annulled a certificate"),
        "certificate.review_asked": _("asked that a certificate is looked at again"),
        "certificate.review_opened": _("began to look at a certificate again"),
        "certificate.review_answered": _("answered after looking at a certificate again"),
        "certificates.printed": _("had the certificates of a decision made"),
        "sheet.chosen": _("chose what certificates look like"),
        "body.opened": _("entered an issuing body"),
        "body.changed": _("changed an issuing body"),
        "badges.issuer_stored": _("stored an issuer of digital certificates"),
        "body.deputy_added": _("entered who signs for the head of a body"),
        "body.deputy_ended": _("ended who signs for the head of a body"),
        "draft.made": _("made a draft of a decision"),
        "draft.words_changed": _("changed the words of a draft"),
        "draft.list_changed": _("changed the list of a draft"),
        "draft.printed": _("printed a draft of a decision"),
        "draft.dropped": _("dropped a draft of a decision"),
        "notice.recorded": _("recorded a notice"),
        "badge.signed": _("signed a digital badge"),
        "issuer_key.made": _("made a signing key of an issuing body"),
        "issuer_key.rotated": _("replaced a signing key of an issuing body"),
        "issuer_key.compromised": _("marked a signing key as known to others"),
        "badges.issuer_ended": _("ended an issuer of digital certificates"),
    },
    _("Figures and reports"): {
        "figures.frozen": _("froze figures"),
        "figures.rule_published": _("published the rule of a province for rate 1"),
        "figures.base_entered": _("entered how many there are in a place"),
        "figures.base_taken_back": _("took back how many there are in a place"),
        "figures.result_entered": _("entered a result that the portal cannot count"),
        "figures.result_taken_back": _("took back a result that was entered"),
        "figures.target_entered": _("entered a target of a place"),
        "figures.target_taken_back": _("took back a target of a place"),
        "figures.reward_entered": _("entered a decision of praise"),
        "figures.reward_taken_back": _("took back a decision of praise"),
        "duty.done": _("noted a duty as done"),
        "export.mapped": _("changed the columns of an export"),
        "export.made": _("made an export file"),
        "honesty.answered": _("answered a question of the numbers"),
    },
    _("Criteria sets"): {
        "criteria.published": _("published a criteria set"),
        "skills.said": _("noted what an officer says of digital skills"),
        "skills.taken_back": _("took back what was said of digital skills"),
        "skills.judged": _("judged digital skills of a person"),
        "skills.confirmed": _("confirmed digital skills of a person"),
        "requirements.published": _("published requirements of digital skills"),
        "criteria.tried": _("tried a draft of a criteria set on a past year"),
        "set_draft.kept": _("kept a draft of a criteria set"),
        "set_draft.dropped": _("dropped a draft of a criteria set"),
        "set_draft.published": _("published a draft of a criteria set"),
    },
    _("People and consent"): {
        "learner.registered": _("registered as a learner"),
        "learner.registered_at_counter": _("registered a learner at the counter"),
        "people_list.sent": _("sent a list of people"),
        "people_list.registered": _("registered the people of a list"),
        "people_list.dropped": _("removed a list of people"),
        "learner.account_opened": _("opened an account for a learner"),
        "learner.record_corrected": _("corrected a person's record"),
        "learner.moved": _("entered a new home"),
        "learner.joined": _("joined two records of one person"),
        "learner.parted": _("took the joining of two records back"),
        "learner.forgotten": _("removed all information of a person"),
        "private.seen": _("read identity papers of a person"),
        "private.found": _("found a person by the identity number"),
        "private.kept": _("entered identity papers of a person"),
        "private.removed": _("took out identity papers of a person"),
        "consent.given": _("noted that a person agrees"),
        "consent.withdrawn": _("noted that a person agrees no longer"),
        "subject.registered": _("registered a group"),
        "subject.renamed": _("renamed a group"),
        "subject.represented": _("entered who represents a group"),
        "member.added": _("added a member of a group"),
        "member.answered": _("entered a member's answer"),
        "member.consent_ended": _("ended a member's consent to be named"),
        "member.ended": _("ended a membership"),
        "oulad.learners_made": _("made learners of the test data"),
    },
    _("Accounts and roles"): {
        "account.password_changed": _("changed the own password"),
        "account.sign_in_name_changed": _("changed the name for signing in"),
        "account.ended": _("ended an account"),
        "slip.made": _("made a slip for a new password"),
        "slip.used": _("used a slip for a new password"),
        "second_factor.added": _("set up a second step of signing in"),
        "second_factor.removed": _("took a second step of signing in away"),
        "second_factor.codes": _("made new paper codes for signing in"),
        "card_pictures.chosen": _("chose the three pictures of a card"),
        "card_pictures.taken": _("took the pictures of a card away"),
        "second_factor.reset": _("took the second steps of an account away, for a lost device"),
        "role.given": _("gave a role"),
        "role.ended": _("ended a role"),
    },
    _("Places and centres"): {
        "unit.succeeded": _("entered that a commune ended and which ones follow"),
        "merger.applied": _("entered a resolution about several communes"),
        "groups.added": _("added residential groups"),
        "group.ended": _("ended a residential group"),
        "area_classes.imported": _("imported classes of areas"),
        "centre.opened": _("entered a centre"),
        "centre.changed": _("changed a centre"),
        "class.opened": _("opened a class"),
        "class.changed": _("changed a class"),
        "class.mapped": _("chose what a class counts for"),
        "class.approved": _("approved what a class counts for"),
        "message.sent": _("sent a message to people who learn"),
        "session.changed": _("changed a session of a class"),
        "session.called_off": _("called a session of a class off"),
        "class.guest": _("put somebody of another commune into a class"),
        "story.withdrawn": _("withdrew a person's story"),
        "sitting.opened": _("sat somebody down at a device of the centre"),
        "sitting.ended": _("ended a sitting at a device of the centre"),
        "centre.pages_made": _("made the pages of a centre"),
        "centre.pages_opened": _("opened the pages of a centre"),
        "site.prepared": _("laid out the home page"),
        "demo.stage": _("built a part of the demo"),
    },
    _("Records and systems"): {
        "statement.judged_again": _("had a record judged again"),
        "key.made": _("made a key for another system"),
        "key.revoked": _("revoked a key of another system"),
        "key.origins": _("changed the pages that may use a key"),
        "intake.brought": _("brought a file of records"),
        "intake.reading": _("began to read a file of records"),
        "intake.waiting": _("put a file of records back to wait"),
        "intake.done": _("read a file of records to its end"),
        "intake.broken": _("could not read a file of records"),
        "forwarding.made": _("set up a copy for another system"),
        "forwarding.changed": _("changed a copy for another system"),
        "forwarding.paused": _("paused a copy for another system"),
        "forwarding.resumed": _("let a copy for another system go on"),
        "forwarding.tried": _("tried whether another system answers"),
        "forwarding.begun_again": _("began a copy for another system anew"),
        "forwarding.letter_again": _("sent a refused record again"),
        "forwarding.letters_again": _("sent all refused records again"),
        "forwarding.letter_left_out": _("left a refused record out"),
    },
}
SENTENCES = {act: words for acts in GROUPS.values() for act, words in acts.items()}
# What of the details is told: only what holds no name and no identifier of a person.
_TOLD = {
    "number": _("number %(said)s"),
    "code": _("register number %(said)s"),
    "year": _("year %(said)s"),
    "until": _("until %(said)s"),
    "cases": _("%(said)s cases"),
    "version": _("version %(said)s"),
    "members": _("%(said)s members"),
    "people": _("%(said)s people"),
    "votes": _("%(said)s votes"),
}
MOST_SAID = 120


def said_of(act: str, details: dict) -> str:
    """The act in words, with what of its details may be told; an act without words is named as it is kept."""
    words = str(SENTENCES[act]) if act in SENTENCES else str(_("did: %(act)s")) % {"act": act}
    told = [
        str(text) % {"said": _read(details[name])}
        for name, text in _TOLD.items()
        if isinstance(details.get(name), (str, int)) and len(str(details[name])) <= MOST_SAID
    ]
    if act.startswith("private."):
        told += [private_in_words(details.get("fields", ())), reason_in_words(details.get("why", ""))]
    told = [one for one in told if one]
    return f"{words} ({', '.join(told)})" if told else words


def _read(said: str | int) -> str | int:
    """A day as it is read here; everything else as it is kept."""
    try:
        return f"{date.fromisoformat(str(said)):%d/%m/%Y}" if len(str(said)) == len("2026-12-31") else said
    except ValueError:
        return said
