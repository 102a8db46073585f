"""Readers: who gets an issue; joining, leaving and wishes; addresses at which mail does not arrive."""

from __future__ import annotations

from django.urls import path

from bulletins.views import addresses, audience, joining, wishes

urlpatterns = [
    path("bulletins/<int:pk>/audience/", audience.bulletin_audience, name="bulletin_audience"),
    path("prisons/<prison:code>/bulletins/addresses/", addresses.stopped_addresses, name="stopped_addresses"),
    path(
        "prisons/<prison:code>/bulletins/addresses/<int:pk>/lift/",
        addresses.lift_address,
        name="lift_address",
    ),
    # For anybody.
    path("bulletins/join/", joining.join_bulletins, name="join_bulletins"),
    path("bulletins/join/sent/", joining.sent, name="joining_bulletins_sent"),
    # Whoever holds the token of their letter: see secret_links.
    path("bulletins/join/confirm/<str:token>/", joining.confirm_joining, name="confirm_joining_bulletins"),
    path("bulletins/leave/<str:token>/", wishes.leave_bulletins, name="leave_bulletins"),
    path("bulletins/wishes/<str:token>/", wishes.bulletin_wishes, name="bulletin_wishes"),
]
