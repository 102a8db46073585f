"""The portal's addresses; each feature's are included by name."""

from django.urls import include, path

from coordination.views.components import components
from coordination.views.statements import accessibility

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("components/", components, name="components"),
    path("accessibility/", accessibility, name="accessibility"),
]
