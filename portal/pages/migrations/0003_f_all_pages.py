"""The roots that editors see are called after what is under them."""

from django.db import migrations

NAMES = [
    ("Page", "title", {"Gốc": "Tất cả trang"}),
    ("Page", "draft_title", {"Gốc": "Tất cả trang"}),
    ("Collection", "name", {"Gốc": "Tất cả tệp"}),
]


def rename(apps, schema_editor) -> None:
    """Renames the roots that still have their first name."""
    _rename(apps, lambda pair: pair)


def back(apps, schema_editor) -> None:
    """Gives the first names back."""
    _rename(apps, lambda pair: pair[::-1])


def _rename(apps, turned) -> None:
    for model, field, names in NAMES:
        rows = apps.get_model("wagtailcore", model).objects.filter(depth=1)
        for old, new in map(turned, names.items()):
            rows.filter(**{field: old}).update(**{field: new})


class Migration(migrations.Migration):
    dependencies = [("pages", "0002_vietnamese_names_of_what_wagtail_lays_down")]

    operations = [migrations.RunPython(rename, back)]
