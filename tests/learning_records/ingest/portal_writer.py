"""A writer of the portal's own in a process of its own: stores statements of one learner until it is killed.

Prints the id of each statement once it is committed. Whatever breaks meanwhile, it goes on with the next one, as the pages do.
"""

import sys
import time

import django

django.setup()

from django.db import DatabaseError, connection  # noqa: E402

from learning_records.public import portal_credential, record  # noqa: E402
from portal.people.public import account_of, everyone  # noqa: E402
from tests.builders.recognition import statement  # noqa: E402


def main(username: str) -> None:
    """Stores statements for this person, one a transaction."""
    with everyone("a test writes on somebody's behalf"):
        learner = account_of(username).learner.pk
    while True:
        one = statement(learner, category=("indicators/cong_dan_hoc_tap/B1",))
        try:
            record([one], portal_credential())
        except DatabaseError:
            connection.close()
            time.sleep(0.1)
            continue
        print(one["id"], flush=True)
        time.sleep(0.005)


if __name__ == "__main__":
    main(sys.argv[1])
