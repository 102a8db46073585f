from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class InductionsConfig(AppConfig):
    name = "inductions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inductions.reference import sync_after_migrate

        post_migrate.connect(sync_after_migrate, sender=self)
        post_save.connect(adopt, sender="coordination.User")


def adopt(instance: Any, created: bool, **kwargs: Any) -> None:
    """Coordination makes accounts without knowing of any record; a new one belongs to the record of its address."""
    from inductions.actions.details import adopt_account

    if created:
        adopt_account(instance)
