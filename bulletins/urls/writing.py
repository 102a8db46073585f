"""Issues and what they say: items, pictures, settings."""

from __future__ import annotations

from django.urls import path

from bulletins.views import pictures

urlpatterns = [
    path("bulletins/pictures/<int:pk>/<slug:signature>/", pictures.bulletin_picture, name="bulletin_picture"),
]
