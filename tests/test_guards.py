"""What the tests themselves watch over."""

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from portal.people.models import User


@pytest.mark.django_db
def test_a_row_locked_in_no_transaction_but_the_tests_own_is_found() -> None:
    with pytest.raises(TransactionManagementError, match="only the test has one open"):
        list(User.objects.select_for_update())
    with transaction.atomic():
        list(User.objects.select_for_update())
