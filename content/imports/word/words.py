"""The sentences of the report and of refusals, by the names that reading gives."""

from django.utils.translation import gettext_lazy as _

from content.imports.word.parts import LARGEST, LINES, NoDocument, Note
from content.questions.faults import named

_FILES = {
    "empty": _("This file is empty. Open it in Word, see that the text is there, save it, then choose it again."),
    "large": _(
        "This file is larger than %(most)s MB. Make its photos smaller (in Word: Compress Pictures), then choose it again."
    ),
    "old": _("This is a document of the old kind (.doc). Open it in Word and save it as .docx, then choose that file."),
    "locked": _("This document opens with a password only. Save a copy without the password, then choose that."),
    "pdf": _(
        "This is a PDF, whose headings and tables cannot be known. Choose the Word document (.docx) it was made from."
    ),
    "odt": _("This is a document of LibreOffice (.odt). Open it there and save it as .docx, then choose that file."),
    "other": _("This is not a Word document. Choose a file that ends in .docx."),
    "unpacked": _(
        "This document holds more than fits into a lesson. Save the part for one lesson as a document of its own."
    ),
    "macros": _("This document holds a program (macros). Save it as .docx without macros, then choose that file."),
    "damaged": _("This document is damaged. Open it in Word, save it anew as .docx, then choose it again."),
    "nothing": _("There is no text in this document. If its pages are photos, type the words in first."),
    "long": _(
        "This document has more than %(lines)s paragraphs. Save the part for one lesson as a document of its own."
    ),
}

_NOTES = {
    "line p": _("Taken as a paragraph."),
    "line h2": _("Taken as a heading."),
    "line h3": _("Taken as a small heading."),
    "line ul": _("Taken as an entry of a list."),
    "line ol": _("Taken as an entry of a numbered list."),
    "line quote": _("Taken as a quotation."),
    "title": _("Taken as the name of the lesson."),
    "table": _("Taken as a table; its first row heads the columns."),
    "picture": _("The picture lies in the centre's library."),
    "typed list": _("The dash at its beginning became an entry of a list."),
    "bold heading": _("A short bold line became a heading."),
    "deep heading": _("Lessons have headings in two sizes, so this one became a small heading."),
    "frame": _("A frame with one column became plain paragraphs."),
    "merged cells": _("Cells that were joined stand in the first of their columns now: look at the table."),
    "large table": _(
        "This table is too large for a lesson (at most 12 columns and 100 rows): make it a file to take home."
    ),
    "picture in a table": _("The picture inside a table was left out: put it below the table."),
    "footnote": _("The footnote was left out: write it into the sentence if it matters."),
    "object": _("An embedded file was left out: add it as a file to take home."),
    "comment": _("A comment beside the text was left out."),
    "deleted": _("Words that were struck out in “Track Changes” were left out."),
    "hidden": _("Hidden words were left out."),
    "formula": _("The formula was left out: write it in words, or add it as a picture."),
    "link": _("The words stay, the link was left out: it does not begin with http, mailto or tel."),
    "box": _("A text box was left out: move its words into the text."),
    "drawing": _("A drawing of Word was left out: save it as a picture (PNG) and add it."),
    "linked picture": _("This picture does not lie in the document itself: add it in the lesson."),
    "many pictures": _("There are more than 40 pictures: this one was left out."),
    "picture: converted": _("The picture was turned into a kind that every browser shows."),
    "picture: no words": _("Nobody said what the picture shows: write it in the lesson, for those who cannot see it."),
    "picture: office": _(
        "No browser shows this kind of picture (EMF, WMF, SVG): save it as PNG and add it in the lesson."
    ),
    "picture: heic": _("No browser shows this kind of photo (HEIC): save it as JPG and add it in the lesson."),
    "picture: large": _("This picture is too large: make it smaller and add it in the lesson."),
    "picture: damaged": _("This picture cannot be read: save it anew and add it in the lesson."),
    "question: single": _("A question with one right answer."),
    "question: several": _("A question with several right answers."),
    "question: true_false": _("A question: true or false."),
    "question: short_text": _("A question with a short answer."),
    "question: fill_in": _("A question with words to fill in."),
    "question: order": _("A question: put in order."),
    "question: match": _("A question: what belongs together."),
    "question: no answers": _(
        "It looks like a question but has no answers, so it stays text. Answers begin with a), b), c)."
    ),
    "question: many answers": _("A question has at most 8 answers, so these lines stay text."),
    "question: long": _("An answer is longer than 500 letters, so these lines stay text: make it shorter."),
}


def refusal(problem: NoDocument) -> str:
    """Why the file was not taken, and what to do."""
    return str(_FILES[problem.reason]) % {"most": LARGEST // (1024 * 1024), "lines": f"{LINES:,}".replace(",", ".")}


def sentence(note: Note) -> str:
    """What became of a line; half a question says what is missing."""
    if note.reason in _NOTES:
        return str(_NOTES[note.reason])
    unfinished = _("The question is taken, but it is not finished.")
    return f"{unfinished} {named(note.reason)}"
