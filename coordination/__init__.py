"""The project package; it imports Celery only, so that every process knows the same application."""

from coordination.celery import app as celery_app

__all__ = ["celery_app"]
