"""One stylesheet from many: complete, in order, found by Django's static files under any storage."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from portal import env
from portal.look import stylesheets

CSS = env.ROOT / "static" / "css"


def test_every_component_is_joined_once() -> None:
    assert sorted(stylesheets.COMPONENTS) == sorted(path.stem for path in (CSS / "components").glob("*.css"))


def test_joining_keeps_every_rule_and_drops_what_only_people_read(tmp_path: Path) -> None:
    for name, text in (("a", "/* one\n two */\n.a { top: 0 }\n\n"), ("b", "@media print {\n  .b { top: 1px }\n}\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    target = stylesheets.build(tmp_path / "out" / "site.css", [tmp_path / "a", tmp_path / "b"])
    assert target.read_text(encoding="utf-8") == ".a { top: 0 }\n@media print {\n.b { top: 1px }\n}\n"


def test_a_changed_part_is_joined_anew_and_an_unchanged_one_is_left(tmp_path: Path) -> None:
    part, target = tmp_path / "a.css", tmp_path / "site.css"
    part.write_text(".a { top: 0 }\n", encoding="utf-8")
    stylesheets.build(target, [part])
    before = target.stat().st_ino
    stylesheets.build(target, [part])
    assert target.stat().st_ino == before
    part.write_text(".a { top: 2px }\n", encoding="utf-8")
    stylesheets.build(target, [part])
    assert "2px" in target.read_text(encoding="utf-8")
    assert list(tmp_path.glob(".site*")) == []


def test_a_missing_part_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        stylesheets.build(tmp_path / "site.css", [tmp_path / "gone.css"])


def test_django_finds_the_joined_file() -> None:
    found = finders.find(stylesheets.JOINED)
    assert found is not None
    text = Path(found).read_text(encoding="utf-8")
    assert text.startswith(":root {")
    assert text.index("box-sizing: border-box") < text.index(".button {") < text.index(".alone, ")


@pytest.mark.parametrize(
    "storage",
    [
        "django.contrib.staticfiles.storage.StaticFilesStorage",
        "whitenoise.storage.CompressedManifestStaticFilesStorage",
    ],
)
def test_collectstatic_takes_it_like_any_other_file(storage: str, settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": storage}}
    call_command("collectstatic", interactive=False, verbosity=0)
    built = sorted(path.name for path in (tmp_path / "css").glob("site*.css"))
    if "Manifest" in storage:
        (hashed,) = (name for name in built if re.fullmatch(r"site\.[0-9a-f]{12}\.css", name))
        assert (tmp_path / "css" / f"{hashed}.gz").exists()
    else:
        assert built == ["site.css"]


def test_every_stylesheet_that_a_template_links_exists_and_every_page_has_few() -> None:
    for path in (env.ROOT / "templates").rglob("*.html"):
        linked = re.findall(r"{% static [\"'](css/[\w/-]+\.css)[\"'] %}", path.read_text(encoding="utf-8"))
        assert all(finders.find(name) for name in linked), path
        assert len(linked) <= 3, path


def test_no_page_stylesheet_is_left_unlinked() -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in (env.ROOT / "templates").rglob("*.html"))
    assert [path.name for path in (CSS / "pages").glob("*.css") if f"css/pages/{path.name}" not in templates] == []


def test_nothing_shouts() -> None:
    """`!important` wins against a rule that stands in the wrong file: put the rule where its component is."""
    assert [path.name for path in CSS.rglob("*.css") if "!important" in path.read_text(encoding="utf-8")] == []


def test_every_class_of_the_stylesheets_is_used() -> None:
    rules = re.compile(r"\{[^{}]*\}")
    # What a script sets stands in no template.
    scripted = set()
    for path in (env.ROOT / "static" / "js").glob("*.js"):
        for value in re.findall(r"classList\.\w+\(([^)]*)", path.read_text(encoding="utf-8")):
            scripted |= set(re.findall(r"[\"'`]([a-z][\w-]*)[\"']", value))
    drawn = {"p0", "p1", "p2", "e0", "e1", "e2", "letters-125", "letters-150"}  # their numbers come from the code
    drawn |= {"missed", "safe", "store"}  # states and looks in a practice task
    styled: set[str] = set()
    for path in CSS.rglob("*.css"):
        if path.name == "editing.css":
            continue  # the classes there are Wagtail's
        bare = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        styled |= set(re.findall(r"\.(-?[a-z][\w-]*)", rules.sub("{}", bare)))
    written = set()
    for path in [*(env.ROOT / "templates").rglob("*.html"), *(env.ROOT / "portal" / "look").glob("*.py")]:
        for value in re.findall(r"class(?:es|_name)?\\?=?\\?[\"']([^<>]*)", path.read_text(encoding="utf-8")):
            written |= set(re.findall(r"[\w-]+", value))
    for path in env.ROOT.glob("[clprs]*/**/*.py"):
        for value in re.findall(
            r"[\"']class[\"']: [\"']([^\"']+)|class=\\?[\"']([^\"'>]+)", path.read_text(encoding="utf-8")
        ):
            written |= set(re.findall(r"[\w-]+", " ".join(value)))
    templates = "".join(path.read_text(encoding="utf-8") for path in (env.ROOT / "templates").rglob("*.html"))
    written |= set(re.findall(r"[\w-]+", " ".join(re.findall(r"{% block body_class %}([^{]*)", templates))))
    assert sorted(styled - written - drawn - scripted) == []


def test_no_page_lays_out_anew_what_a_component_lays_out() -> None:
    """Components stand on every page: a grid of theirs and a grid of the page in it make a column of single letters."""
    laid_out = {name for sheet in (CSS / "components").glob("*.css") for name in _laid_out(sheet, r"")}
    assert {"facts", "week", "row"} <= laid_out
    both = {sheet.stem: _laid_out(sheet, r"(?:[ >]+[a-z]+\d?)?") & laid_out for sheet in (CSS / "pages").glob("*.css")}
    assert {name: sorted(found) for name, found in both.items() if found} == {}


def _laid_out(sheet: Path, below: str) -> set[str]:
    """Classes to which a rule of their own gives columns, to themselves or to the elements `below` them, outside of paper."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"@media print \{.*?\n\}", "", text, flags=re.DOTALL)
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", text)
    laid = [one for names, said in rules if re.search(r"display: (grid|flex)", said) for one in names.split(",")]
    return {found[1] for one in laid if (found := re.fullmatch(r"\.([a-z][\w-]*)" + below, one.strip()))}
