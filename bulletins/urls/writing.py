"""Issues and what they say: items, their words for the wings, pictures, and the mail before it is sent."""

from __future__ import annotations

from django.urls import path

from bulletins.views import issue, issues, items, pictures, preview, wings

urlpatterns = [
    path("prisons/<prison:code>/bulletins/", issues.bulletins, name="bulletins"),
    path("prisons/<prison:code>/bulletins/new/", issues.begin_bulletin, name="begin_bulletin"),
    path("bulletins/<int:pk>/", issue.bulletin, name="bulletin"),
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
    path("bulletins/<int:pk>/items/<int:item>/wings/", wings.item_for_wings, name="item_for_wings"),
    path(
        "bulletins/<int:pk>/items/<int:item>/wings/words/",
        wings.word_item_for_wings,
        name="word_item_for_wings",
    ),
    path(
        "bulletins/<int:pk>/items/<int:item>/wings/approve/",
        wings.approve_item_for_wings,
        name="approve_item_for_wings",
    ),
    path(
        "bulletins/<int:pk>/items/<int:item>/wings/keep/",
        wings.keep_item_from_wings,
        name="keep_item_from_wings",
    ),
    path("bulletins/<int:pk>/preview/", preview.bulletin_preview, name="bulletin_preview"),
    path("bulletins/<int:pk>/preview/mail/", preview.bulletin_mail, name="bulletin_mail"),
    path("bulletins/pictures/<int:pk>/<slug:signature>/", pictures.bulletin_picture, name="bulletin_picture"),
]
