"""Pages of bulletins, a file for each part."""

from __future__ import annotations

from bulletins.urls import around, papers, readers, sending, writing

urlpatterns = [
    *writing.urlpatterns,
    *readers.urlpatterns,
    *sending.urlpatterns,
    *papers.urlpatterns,
    *around.urlpatterns,
]
