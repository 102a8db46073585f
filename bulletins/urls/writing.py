"""Issues and what they say: items and pictures."""

from __future__ import annotations

from django.urls import path

from bulletins.views import issues, items, pictures

urlpatterns = [
    path("prisons/<prison:code>/bulletins/", issues.bulletins, name="bulletins"),
    path("prisons/<prison:code>/bulletins/new/", issues.begin_bulletin, name="begin_bulletin"),
    path("bulletins/<int:pk>/", issues.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/words/", issues.reword_bulletin, name="reword_bulletin"),
    path("bulletins/<int:pk>/offered/", issues.take_in_offers, name="take_in_offers"),
    path("bulletins/<int:pk>/items/new/", items.add_bulletin_item, name="add_bulletin_item"),
    path("bulletins/<int:pk>/items/<int:item>/", items.bulletin_item, name="bulletin_item"),
    path("bulletins/<int:pk>/items/<int:item>/move/", items.move_bulletin_item, name="move_bulletin_item"),
    path("bulletins/<int:pk>/items/<int:item>/drop/", items.drop_bulletin_item, name="drop_bulletin_item"),
    path(
        "bulletins/<int:pk>/items/<int:item>/take-back/",
        items.take_back_bulletin_item,
        name="take_back_bulletin_item",
    ),
    path("bulletins/pictures/<int:pk>/<slug:signature>/", pictures.bulletin_picture, name="bulletin_picture"),
]
