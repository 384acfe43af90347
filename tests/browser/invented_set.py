"""The openly invented set of a household's title, in force in the site's own database with a campaign of the demo's commune."""

import os


def main() -> None:
    """Publishes it and opens the campaign."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    import django

    django.setup()
    from portal.people.models import Role
    from tests.builders.cases import make_campaign
    from tests.builders.subjects import publish_invented

    publish_invented("gia_dinh_hoc_tap")
    unit = Role.objects.filter(kind="officer").order_by("pk").first().unit
    make_campaign(unit, title_key="gia_dinh_hoc_tap")


if __name__ == "__main__":
    main()
