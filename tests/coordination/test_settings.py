"""The settings that everything else trusts."""

import pytest
from django.db import connection

from coordination import settings


def test_passwords_are_kept_with_argon2():
    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


@pytest.mark.django_db
def test_the_test_run_uses_postgresql_of_its_own():
    assert connection.vendor == "postgresql"
