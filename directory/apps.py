from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, post_save


class DirectoryConfig(AppConfig):
    name = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from directory.search.shipped import sync_after_migrate
        from directory.search.writing import teach_sqlite

        connection_created.connect(teach_sqlite)
        post_migrate.connect(sync_after_migrate, sender=self)
        post_migrate.connect(index_what_never_was, sender=self)
        post_save.connect(index_again, sender="coordination.Organisation")
        post_save.connect(index_prison_again, sender="coordination.Wing")


def index_again(instance: Any, created: bool, **kwargs: Any) -> None:
    """Services are found by their organisation's name, which coordination changes without knowing of any service."""
    from coordination.queueing import queue_on_commit

    if not created:
        queue_on_commit("directory.index_organisation", instance.pk)


def index_prison_again(instance: Any, created: bool, **kwargs: Any) -> None:
    """Services are found by the names of their wings, too. A new wing has no service yet."""
    from coordination.queueing import queue_on_commit

    if not created:
        queue_on_commit("directory.index_prison", instance.prison_id)


def index_what_never_was(**kwargs: Any) -> None:
    """An installation from before there was a search is searched at once, and not after the nightly rebuild."""
    from directory.actions.indexing import rebuild_search
    from directory.models import Listing, SearchEntry

    if not SearchEntry.objects.exists() and Listing.objects.published().exists():
        rebuild_search()
