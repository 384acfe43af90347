"""What an installation notes about itself: few rows, each written again and again under its name."""

from django.db import models


class Note(models.Model):
    """That something was so at a moment: a worker alive, a backup made, the root of all identifiers."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()
    text = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"
