"""Wagtail's first rows have English names, which editors see: roots, groups, the first workflow."""

from django.db import migrations

NAMES = [
    ("wagtailcore", "Page", "title", {"Root": "Gốc"}),
    ("wagtailcore", "Page", "draft_title", {"Root": "Gốc"}),
    ("wagtailcore", "Collection", "name", {"Root": "Gốc"}),
    ("wagtailcore", "Workflow", "name", {"Moderators approval": "Người kiểm duyệt xem"}),
    ("wagtailcore", "Task", "name", {"Moderators approval": "Người kiểm duyệt xem"}),
    ("auth", "Group", "name", {"Editors": "Người soạn", "Moderators": "Người kiểm duyệt"}),
]


def rename(apps, schema_editor) -> None:
    """Renames what still has Wagtail's name."""
    _rename(apps, lambda pair: pair)


def back(apps, schema_editor) -> None:
    """Gives Wagtail's names back."""
    _rename(apps, lambda pair: pair[::-1])


def _rename(apps, turned) -> None:
    for app, model, field, names in NAMES:
        rows = apps.get_model(app, model).objects.all()
        if model in ("Page", "Collection"):
            rows = rows.filter(depth=1)
        for old, new in map(turned, names.items()):
            rows.filter(**{field: old}).update(**{field: new})


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(rename, back)]
