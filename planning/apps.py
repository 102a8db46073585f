from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlanningConfig(AppConfig):
    name = "planning"
    verbose_name = "Needs, gaps and plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from planning.reference import sync_after_migrate

        post_migrate.connect(sync_after_migrate, sender=self)
