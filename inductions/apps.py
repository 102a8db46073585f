from django.apps import AppConfig


class InductionsConfig(AppConfig):
    name = "inductions"
    default_auto_field = "django.db.models.BigAutoField"
