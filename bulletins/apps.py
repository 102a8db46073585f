"""Bulletins by e-mail to everybody who works or volunteers in a prison, and on paper."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "bulletins"
    verbose_name = "Bulletins"
