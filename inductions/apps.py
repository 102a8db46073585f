from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InductionsConfig(AppConfig):
    name = "inductions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inductions.reference import sync_after_migrate

        post_migrate.connect(sync_after_migrate, sender=self)
