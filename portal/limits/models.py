"""How often something was tried: a row for each limit and whom it counts, the same for all processes."""

from django.db import models


class Attempts(models.Model):
    """What was counted in the present window; a window that has ended counts nothing and its row may go.

    `key` is a keyed hash: neither names nor addresses of the network are kept.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)
