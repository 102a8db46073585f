"""Round about issues: pictures, settings, sets of prisons and all of them, the archive, one's own wishes."""

from __future__ import annotations

from django.urls import path

from bulletins.views import archive, bulletin_settings, library, own_wishes, several

urlpatterns = [
    path("prisons/<prison:code>/bulletins/archive/", archive.bulletin_archive, name="bulletin_archive"),
    path(
        "prisons/<prison:code>/bulletins/settings/",
        bulletin_settings.bulletin_settings,
        name="bulletin_settings",
    ),
    path("prisons/<prison:code>/bulletins/pictures/", library.bulletin_images, name="bulletin_images"),
    path(
        "prisons/<prison:code>/bulletins/pictures/add/", library.add_bulletin_image, name="add_bulletin_image"
    ),
    path("bulletins/all/pictures/", library.bulletin_images, name="shared_bulletin_images"),
    path("bulletins/all/pictures/add/", library.add_bulletin_image, name="add_shared_bulletin_image"),
    path("bulletins/library/<int:pk>/", library.reword_bulletin_image, name="reword_bulletin_image"),
    path("bulletins/library/<int:pk>/small/", library.small_bulletin_image, name="small_bulletin_image"),
    path("bulletins/library/<int:pk>/remove/", library.remove_bulletin_image, name="remove_bulletin_image"),
    path("bulletins/all/", several.bulletins_of_several, name="bulletins_of_all"),
    path("bulletins/all/new/", several.begin_bulletin_of_several, name="begin_bulletin_of_all"),
    path("prison-sets/<int:pk>/bulletins/", several.bulletins_of_several, name="bulletins_of_set"),
    path(
        "prison-sets/<int:pk>/bulletins/new/", several.begin_bulletin_of_several, name="begin_bulletin_of_set"
    ),
    path("account/bulletins/", own_wishes.own_bulletin_wishes, name="own_bulletin_wishes"),
]
