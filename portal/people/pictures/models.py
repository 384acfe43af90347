"""What an account keeps of the three pictures of its card; a table of `portal.people`."""

from django.db import models


class CardPictures(models.Model):
    """Which three pictures open the card: as a keyed digest, never as they are. `wrong` counts since they were last right."""

    user = models.OneToOneField("people.User", on_delete=models.CASCADE, related_name="card_pictures")
    digest = models.CharField(max_length=64)
    chosen_at = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)

    class Meta:
        app_label = "people"
