"""A person who signs in. Access comes from postings alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from coordination.disclosure import Disclosure


def normalise_email(email: str) -> str:
    """Trimmed and folded: SQLite folds only ASCII, so the stored column is already folded.

    A domain has letters of its own however it was typed: xn--bcher-kva.example is bücher.example (RFC 3490).
    """
    folded = email.strip().casefold()
    local, at, domain = folded.rpartition("@")
    if not at or (domain.isascii() and "xn--" not in domain):
        return folded
    try:
        return f"{local}@{domain.encode('idna').decode('idna')}"
    except UnicodeError:
        return folded


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """Oneself, and people whose postings, past or present, one may see."""
        from coordination.models.posting import Posting

        return self.filter(
            models.Q(pk=user.pk) | models.Q(pk__in=Posting.objects.visible_to(user).values("user"))
        )


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: User) -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=normalise_email(username or ""))


class User(AbstractBaseUser):
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    disclosure = Disclosure(staff="id is_active created_at", personal="email name password last_login")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = normalise_email(self.email)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
