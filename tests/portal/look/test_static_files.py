"""What `collectstatic` writes: our stylesheets in fewer bytes, everything else as it was."""

from django.core.files.base import ContentFile

from portal.look.static_files import StaticFiles, smallest

OWN = """/* why */
.a > .b { width: calc(100% - 2px); content: "/* stays */" }
@media (min-width: 48rem) {
  .a { --x: 1px }
}
"""


def test_comments_and_blanks_go_and_meaning_stays() -> None:
    assert smallest(OWN) == '.a>.b{width:calc(100% - 2px);content:"/* stays */"}@media (min-width:48rem){.a{--x:1px}}'


def test_only_our_stylesheets_are_written_smaller(tmp_path) -> None:
    storage = StaticFiles(location=tmp_path, base_url="/static/")
    for name in ("css/own.css", "wagtailadmin/css/theirs.css", "js/own.js"):
        storage.save(name, ContentFile(OWN.encode()))
    assert (tmp_path / "css/own.css").read_text() == smallest(OWN)
    assert (tmp_path / "wagtailadmin/css/theirs.css").read_text() == (tmp_path / "js/own.js").read_text() == OWN
