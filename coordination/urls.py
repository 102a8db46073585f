"""The portal's addresses; each feature's are included by name.

Every page asks for signing in (LoginRequiredMiddleware) unless its view says `login_not_required`.
"""

from collections.abc import Callable

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path, re_path, register_converter
from django.urls.converters import StringConverter
from django.views.decorators.http import require_http_methods

from coordination.views import audit, health, people, prison_sets, prisons, stopping, wings
from coordination.views.account import account, own_name
from coordination.views.components import components
from coordination.views.demonstration import demonstration
from coordination.views.home import home
from coordination.views.invitations import invitation
from coordination.views.organisations import add_organisation, edit_organisation, organisation, organisations
from coordination.views.roles import roles
from coordination.views.statements import accessibility


class PrisonCode(StringConverter):
    """An agency code, `EXI`. What cannot be one is no address of ours and never reaches the database."""

    regex = "[A-Z]{3}"


register_converter(PrisonCode, "prison")


def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """allauth's views take PUT for POST; ours are read and sent, and nothing else."""
    return require_http_methods(["GET", "HEAD", "POST"])(view)


# Of allauth's pages only those that are needed: nobody signs up, and addresses come with invitations.
accounts = [
    path("login/", page(allauth.login), name="account_login"),
    path("logout/", page(allauth.logout), name="account_logout"),
    path("inactive/", page(allauth.account_inactive), name="account_inactive"),
    path("signup/", page(allauth.signup), name="account_signup"),
    path("password/change/", page(allauth.password_change), name="account_change_password"),
    path("password/set/", page(allauth.password_set), name="account_set_password"),
    path("password/reset/", page(allauth.password_reset), name="account_reset_password"),
    path("password/reset/done/", page(allauth.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        page(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        page(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

at_a_prison = [
    path("", prisons.prison, name="prison"),
    path("settings/", prisons.prison_settings, name="prison_settings"),
    path("status/", prisons.prison_status_page, name="prison_status"),
    path("wings/", wings.wings, name="wings"),
    path("wings/<int:pk>/", wings.wing, name="wing"),
    path("wings/<int:pk>/end/", wings.end_wing, name="end_wing"),
    path("wings/<int:pk>/move/", wings.move_wing, name="move_wing"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite_to_prison"),
    path("people/<int:user_pk>/stop/", stopping.stop_access, name="stop_access"),
    path("postings/<int:pk>/end/", people.end_posting, name="end_posting"),
    path("invitations/<int:pk>/cancel/", people.cancel_invitation, name="cancel_invitation"),
    path("invitations/<int:pk>/send-again/", people.send_invitation_again, name="send_invitation_again"),
    path("audit/", audit.audit_page, name="audit"),
    path("audit.csv", audit.audit_csv, name="audit_csv"),
]

of_an_organisation = [
    path("", organisation, name="organisation"),
    path("edit/", edit_organisation, name="edit_organisation"),
    path("people/", people.people, name="organisation_people"),
    path("people/invite/", people.invite, name="invite_to_organisation"),
    path("postings/<int:pk>/end/", people.end_posting, name="end_organisation_posting"),
    path("invitations/<int:pk>/cancel/", people.cancel_invitation, name="cancel_organisation_invitation"),
    path(
        "invitations/<int:pk>/send-again/",
        people.send_invitation_again,
        name="send_organisation_invitation_again",
    ),
]

# Leads and national leads, who belong to no single prison.
across_prisons = [
    path("people/", people.people, name="national_people"),
    path("people/invite/", people.invite, name="invite_nationally"),
    path("people/<int:pk>/close/", stopping.close_account, name="close_account"),
    path("people/<int:pk>/reopen/", stopping.reopen_account, name="reopen_account"),
    path("postings/<int:pk>/end/", people.end_posting, name="end_national_posting"),
    path("invitations/<int:pk>/cancel/", people.cancel_invitation, name="cancel_national_invitation"),
    path(
        "invitations/<int:pk>/send-again/",
        people.send_invitation_again,
        name="send_national_invitation_again",
    ),
    path("audit/", audit.audit_page, name="audit_everywhere"),
    path("audit.csv", audit.audit_csv, name="audit_everywhere_csv"),
    path("prison-sets/", prison_sets.prison_sets, name="prison_sets"),
    path("prison-sets/add/", prison_sets.add_prison_set, name="add_prison_set"),
    path("prison-sets/<int:pk>/", prison_sets.prison_set, name="prison_set"),
]

urlpatterns = [
    path("", home, name="home"),
    path("roles/", roles, name="roles"),
    path("demonstration/", demonstration, name="demonstration"),
    path("account/", account, name="account"),
    path("account/name/", own_name, name="own_name"),
    path("accounts/", include(accounts)),
    path("invitations/<str:token>/", invitation, name="invitation"),
    path("prisons/", prisons.prisons, name="prisons"),
    path("prisons/<prison:code>/", include(at_a_prison)),
    path("organisations/", organisations, name="organisations"),
    path("organisations/add/", add_organisation, name="add_organisation"),
    path("organisations/<slug:slug>/", include(of_an_organisation)),
    path("", include(across_prisons)),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("components/", login_not_required(components), name="components"),
    path("accessibility/", login_not_required(accessibility), name="accessibility"),
    path("", include("directory.urls")),
    path("", include("inductions.urls")),
]
