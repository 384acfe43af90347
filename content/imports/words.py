"""What an importer has to say, in words: why a file or a question is not taken, and what was left out."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.imports.neutral import MOST, NoFile, Read
from content.questions.faults import named

_FILE = {
    "large": gettext_lazy("The file is too large. Send it in parts."),
    "not utf-8": gettext_lazy("The file cannot be read as text. Save it as UTF-8 and send it again."),
    "no text": gettext_lazy("This is no file of text. Choose an Excel file (.xlsx), or a text file with questions."),
    "no questions": gettext_lazy("There are no questions in this file. Check that it is the right one."),
    "not gift": gettext_lazy(
        "No question with answers was found. In a text the answers stand between curly brackets, the right one behind =: "
        "Who may ask for your code? {=nobody ~the bank}. Or write the questions in the Excel sheet."
    ),
    "not xml": gettext_lazy("The file is broken: it is no whole XML. Export it again and send that one."),
    "doctype": gettext_lazy("The file declares entities of its own, which are not read. Export it again without them."),
    "not moodle": gettext_lazy(
        "This XML is neither Moodle's nor QTI. Export it again as “Moodle XML” and send that one."
    ),
    "not excel": gettext_lazy(
        "This workbook cannot be opened. Save it in Excel once more as .xlsx, then choose that file."
    ),
    "not zip": gettext_lazy("This package cannot be opened. Export it again and send that one."),
    "old office": gettext_lazy(
        "This is a file of the old kind (.xls, .doc), or it opens with a password only. "
        "Open it, save it as .xlsx without a password, then choose that file."
    ),
    "word": gettext_lazy(
        "This is a Word document. A lesson is made of it on the page “A lesson from a Word document”; "
        "here choose an Excel file (.xlsx)."
    ),
    "pdf": gettext_lazy("This is a PDF, from which questions cannot be read. Choose the Excel file it was made from."),
    "csv": gettext_lazy("This is a table as text (.csv). Open it in Excel, save it as .xlsx, then choose that file."),
    "picture": gettext_lazy("This is a picture. Write its questions in the Excel sheet, then choose that file."),
    "slides": gettext_lazy("These are slides. Write their questions in the Excel sheet, then choose that file."),
    "libre": gettext_lazy("This is a file of LibreOffice. Open it there, save it as .xlsx, then choose that file."),
    "packed": gettext_lazy("This is a packed file. Unpack it, then choose the file that lies inside."),
    "format": gettext_lazy("This is neither GIFT, Moodle XML, QTI nor Excel. Write the questions in the Excel sheet."),
}
_QUESTION = {
    "kind": gettext_lazy("This kind of question is not known here: choose a kind that stands in the Excel sheet."),
    "free text": gettext_lazy(
        "Answers in one's own words cannot be marked by the portal. Ask for a short answer, or give answers to choose."
    ),
    "no answers": gettext_lazy("There are no answers. Write them between curly brackets: {=right ~wrong}."),
    "braces": gettext_lazy(
        "A bracket is opened and not closed, or the other way round. Put { before the first answer and } after the last one."
    ),
    "several places": gettext_lazy("There are several places to answer in one question. Make a question of each."),
    "sign": gettext_lazy(
        "An answer begins with neither = nor ~, or has a # too many. "
        "Put = before a right answer, ~ before a wrong one, one # before what is said to it."
    ),
    "shares": gettext_lazy(
        "The shares of the right answers do not make a hundred. Write %50% before each of two, for example."
    ),
    "star": gettext_lazy("A star that stands for any words is not known here. Write the answers out."),
    "no number": gettext_lazy("This is no number. Write it with figures, as 60 or 2.5."),
    "cell date": gettext_lazy(
        "A cell holds a date or a time, which Excel shows differently on every computer. Set the cell to “Text” and write it again."
    ),
    "cell number": gettext_lazy(
        "A cell holds a number that Excel shows otherwise than it keeps it. Set the cell to “Text” and write it again."
    ),
    "cell error": gettext_lazy("A cell holds a formula with an error. Set the cell to “Text” and write what is meant."),
    "many answers": gettext_lazy(
        "There are more answers than this kind of question has: eight at most, two for true or false, one for a number or a "
        "sentence with gaps. Take the others away, or make two questions."
    ),
    "variable": gettext_lazy(
        "Parts of this question are counted anew each time, which is not known here. Write it with fixed numbers and words."
    ),
    "several numbers": gettext_lazy("More than one number is right. Write one, and how far an answer may lie from it."),
    "name not closed": gettext_lazy("The name before the question is not closed with ::. Write :: behind it."),
    "true or false": gettext_lazy("It is not said whether the sentence is true or false. Write which it is."),
    "none right": gettext_lazy("No answer is marked as right. Mark one."),
    "right numbers": gettext_lazy("Write the numbers of the right answers, as 2, or 1, 3."),
    "no sides": gettext_lazy("A pair is written with a sign between its sides: left = right."),
    "long": gettext_lazy("A text is too long: at most 5,000 characters. Shorten it."),
    "pairs: twice": gettext_lazy("The same thing stands twice on the left: change one of them."),
}
_LEFT_OUT = {
    "left out: picture": gettext_lazy("a picture or a recording"),
    "left out: table": gettext_lazy("the form of a table"),
    "left out: part marks": gettext_lazy("part marks"),
    "left out: words to single answers": gettext_lazy("words to single answers"),
    "left out: capitals": gettext_lazy("that capitals matter"),
    "left out: more hints": gettext_lazy("hints after the first"),
    "left out: units": gettext_lazy("units"),
    "left out: underlining": gettext_lazy("lines below or through words"),
    "left out: formatting": gettext_lazy("formatting that cannot be told from words"),
    "left out: words to everybody": gettext_lazy("words that are said to every right or every wrong answer"),
    "left out: words for markers": gettext_lazy("words that are for teachers and markers only"),
    "left out: feedback": gettext_lazy("words after the answer of which it is not clear to whom they are said"),
    "left out: stimulus": gettext_lazy("a text that stands in another file"),
    "left out: tolerance": gettext_lazy("how far a number in a gap may lie from the right one"),
    "left out: rounding": gettext_lazy("how an answer is rounded"),
    "left out: words too many": gettext_lazy("words that fit nowhere"),
}


def of_file(problem: NoFile) -> str:
    """Why nothing of a file is taken, with the line if it is known."""
    if problem.reason == "many":
        told = _("There are more than %(most)s questions. Send them in parts.") % {"most": MOST}
    else:
        told = str(_FILE.get(problem.reason, _FILE["format"]))
    if not problem.line:
        return told
    where = _("Line %(line)s:") % {"line": problem.line}
    return f"{where} {told}"


def of_question(read: Read) -> str:
    """Why a question is not taken, with what stands there."""
    told = named(read.reason) or str(_QUESTION.get(read.reason) or _FILE.get(read.reason) or _QUESTION["kind"])
    return f"{told} ({read.detail})" if read.detail else told


def left_out(read: Read) -> list[str]:
    """What of a question that was taken is not kept."""
    return [str(_LEFT_OUT[note]) for note in read.notes if note in _LEFT_OUT]
