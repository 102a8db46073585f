from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoordinationConfig(AppConfig):
    name = "coordination"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from coordination import checks  # noqa: F401  registers the checks
        from coordination.reference import sync_after_migrate

        post_migrate.connect(sync_after_migrate, sender=self)
