"""Where Celery looks for this package's tasks; they live with what they do."""

from learning_records.forwarding.tasks import sweep as forward
from learning_records.intake.tasks import sweep as take_in

__all__ = ["forward", "take_in"]
