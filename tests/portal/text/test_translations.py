"""Finding what needs Vietnamese, in Python and in templates, and writing what Django reads."""

import ast
import gettext
from pathlib import Path

import pytest

from portal.text import translations

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with one part that has texts."""
    (tmp_path / "content").mkdir()
    (tmp_path / "templates" / "content").mkdir(parents=True)
    (tmp_path / "locale" / "content" / "vi" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "content" / "views.py").write_text(
        "a = gettext('Start')\nb = ngettext('%(n)s lesson', '%(n)s lessons', n)\nc = pgettext('verb', 'Open')\nd = gettext(name)\n"
    )
    (tmp_path / "templates" / "content" / "lesson.html").write_text(
        '<h1>\n    {% translate \'Questions\' %}</h1>\n  <p title="{% translate "It\'s here" %}">\n'
        "{% blocktranslate trimmed count n=n %}\n   {{ n }} “answer”\n{% plural %}\n  {{ n }} answers\n{% endblocktranslate %}\n"
    )
    return tmp_path


def _write(project: Path, text: str, name: str = "django.po") -> None:
    path = project / "locale" / "content" / "vi" / "LC_MESSAGES" / name
    path.write_text((PO if name == "django.po" else "") + text, encoding="utf-8")


def test_texts_of_code_and_templates_are_found_with_context_and_plural(project: Path) -> None:
    found = {
        (*translations.identity(message), message.id[1] if message.pluralizable else "")
        for message in translations.wanted("content", project)
        if message.id
    }
    assert found == {
        (None, "Start", ""), (None, "%(n)s lesson", "%(n)s lessons"), ("verb", "Open", ""),
        (None, "Questions", ""), (None, "It's here", ""), (None, "%(n)s “answer”", "%(n)s answers"),
    }  # fmt: skip


def test_what_has_no_vietnamese_is_listed_by_file_and_line(project: Path) -> None:
    _write(project, 'msgid "Start"\nmsgstr "Bắt đầu"\n')
    lines = translations.problems(project)
    assert "content: no Vietnamese for 'Questions' (templates/content/lesson.html:2)" in lines
    assert not [line for line in lines if "Start" in line]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('#, fuzzy\nmsgid "Start"\nmsgstr "Bắt đầu"\n', "fuzzy: 'Start'"),
        ('msgid "By %(who)s"\nmsgstr "Của %(whom)s"\n', "placeholders of 'By %(who)s'"),
    ],
)
def test_doubtful_and_broken_entries_are_problems(project: Path, entry: str, says: str) -> None:
    _write(project, entry)
    assert any(says in line for line in translations.problems(project))


def test_two_parts_must_not_disagree(project: Path) -> None:
    _write(project, 'msgid "Start"\nmsgstr "Bắt đầu"\n')
    other = project / "locale" / "search" / "vi" / "LC_MESSAGES"
    other.mkdir(parents=True)
    (other / "django.po").write_text(PO + 'msgid "Start"\nmsgstr "Khởi động"\n', encoding="utf-8")
    assert any("'Start' has another Vietnamese" in line for line in translations.problems(project))


def test_update_adds_what_is_missing_and_keeps_the_file(project: Path) -> None:
    _write(project, '# a remark\nmsgid "Start"\nmsgstr "Bắt đầu"\n')
    assert translations.update(project) == 5
    assert translations.update(project) == 0
    text = (project / "locale/content/vi/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert "# a remark" in text
    assert 'msgctxt "verb"\nmsgid "Open"\nmsgstr ""' in text
    assert '#, python-format\nmsgid "%(n)s lesson"\nmsgid_plural "%(n)s lessons"\nmsgstr[0] ""' in text
    assert "no Vietnamese" in "".join(translations.problems(project))  # added, and still to be translated


def test_a_catalogue_is_compiled_when_it_changed(project: Path) -> None:
    _write(
        project,
        'msgid "Start"\nmsgstr "Bắt đầu"\n\nmsgctxt "verb"\nmsgid "Open"\nmsgstr "Mở \\"ra\\""\n\n'
        'msgid "%(n)s lesson"\nmsgid_plural "%(n)s lessons"\nmsgstr[0] "%(n)s bài"\n',
    )
    assert translations.compile_all(project) == 1
    assert translations.compile_all(project) == 0  # nothing changed
    folder = project / "locale" / "content" / "vi" / "LC_MESSAGES"

    with (folder / "django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Start") == "Bắt đầu"
    assert catalogue.pgettext("verb", "Open") == 'Mở "ra"'
    assert catalogue.ngettext("%(n)s lesson", "%(n)s lessons", 5) == "%(n)s bài"


def test_templates_of_the_other_parts_are_not_the_portals(project: Path) -> None:
    (project / "portal" / "migrations").mkdir(parents=True)
    (project / "portal" / "migrations" / "0001.py").write_text("a = gettext('Old')\n")
    (project / "portal" / "notes.txt").write_text("{% translate 'No template' %}")
    (project / "templates" / "pages").mkdir()
    (project / "templates" / "pages" / "mail.txt").write_text("{% translate 'Hello' %}")
    (project / "templates" / "base.html").write_text("{% translate 'Frame' %}")
    found = {translations.identity(message)[1] for message in translations.wanted("portal", project) if message.id}
    assert found == {"Hello", "Frame"}


def test_a_broken_catalogue_is_named(project: Path) -> None:
    _write(project, 'msgid "Start"\nmsgstr "Bắt đầu"\n\nnonsense\n')
    with pytest.raises(ValueError, match=r"django\.po is not a catalogue"):
        translations.compile_all(project)


def test_texts_of_scripts_are_a_catalogue_of_their_own(project: Path) -> None:
    """`djangojs.po` is compiled beside `django.po` and may say the same English differently."""
    _write(project, 'msgid "Start"\nmsgstr "Bắt đầu"\n\nmsgid "Stop"\nmsgstr "Dừng"\n')
    folder = project / "locale" / "content" / "vi" / "LC_MESSAGES"
    (folder / "djangojs.po").write_text(PO + 'msgid "Start"\nmsgstr "Chạy"\n', encoding="utf-8")
    assert translations.compile_all(project) == 2
    with (folder / "djangojs.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert (catalogue.gettext("Start"), catalogue.gettext("Stop")) == ("Chạy", "Stop")
    assert not [line for line in translations.problems(project) if "another Vietnamese" in line]


@pytest.mark.parametrize(
    ("text", "said", "name"),
    [
        ("%d characters", "nhiều ký tự", "django.po"),
        ("Set password: %s", "Đặt mật khẩu", "django.po"),
        ("{title} is locked", "{ten} đang khóa", "django.po"),
        ("%(num)s errors", "lỗi", "djangojs.po"),
    ],
)
def test_a_lost_placeholder_is_a_problem_in_every_catalogue(project: Path, text: str, said: str, name: str) -> None:
    path = project / "locale" / "content" / "vi" / "LC_MESSAGES" / name
    path.write_text(f'{PO}msgid "{text}"\nmsgstr "{said}"\n', encoding="utf-8")
    assert any(f"placeholders of '{text}'" in line for line in translations.problems(project))


def test_the_project_itself_has_no_problem() -> None:
    """Every text of ours has Vietnamese with its placeholders; Wagtail's are in test_admin_in_vietnamese."""
    assert translations.problems() == []


def test_no_text_hides_within_an_f_string() -> None:
    """Babel reads f-strings as one piece, so a text inside one would never be asked for."""
    hidden = []
    for part in translations.PARTS[:-1]:
        for path in translations.folders(part)[0].rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr) and any(map(_is_text, ast.walk(node))):
                    hidden.append(f"{path}:{node.lineno}")
    assert hidden == []


def test_gettext_goes_by_no_name_that_the_catalogue_does_not_read() -> None:
    """A text behind another name is never asked for, and stays English without anybody being told."""
    strange = []
    for part in translations.PARTS[:-1]:
        for path in translations.folders(part)[0].rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                    strange += [f"{path}:{node.lineno}" for one in node.names if one.asname not in (None, "_")]
    assert strange == []


def _is_text(node: ast.AST) -> bool:
    names = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "npgettext"}
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
