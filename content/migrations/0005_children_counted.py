"""Courses begun from a pattern, a file or another centre's course took in no further lesson: their count of children was old."""

from django.db import migrations

# A page's path is its parent's and four letters more.
COUNTED = """
UPDATE wagtailcore_page AS page SET numchild = coalesce(counted.number, 0)
FROM wagtailcore_page AS one
LEFT JOIN (
    SELECT left(path, -4) AS above, count(*) AS number FROM wagtailcore_page GROUP BY left(path, -4)
) AS counted ON counted.above = one.path
WHERE one.id = page.id AND page.numchild <> coalesce(counted.number, 0)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0004_teaching_centres_news'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [migrations.RunSQL(COUNTED, migrations.RunSQL.noop)]
