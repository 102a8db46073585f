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

from coordination.views import (
    audit,
    health,
    joining,
    merges,
    people,
    prison_sets,
    prisons,
    registration_decisions,
    registrations,
    stopping,
    wings,
)
from coordination.views.account import account, own_name
from coordination.views.components import components
from coordination.views.demonstration import demonstration
from coordination.views.home import home
from coordination.views.invitations import invitation
from coordination.views.mail_events import mail_events
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
    path("registrations/", registration_decisions.registrations, name="registrations"),
    path("registrations/<int:pk>/", registration_decisions.registration, name="registration"),
    path("registrations/<int:pk>/let-in/", registration_decisions.let_in, name="let_registration_in"),
    path(
        "registrations/<int:pk>/turn-down/", registration_decisions.turn_down, name="turn_registration_down"
    ),
    path("registrations/<int:pk>/known/", registration_decisions.known, name="registration_known"),
    path("registrations/<int:pk>/join/", registration_decisions.let_join, name="let_registration_join"),
    path(
        "registrations/<int:pk>/join/turn-down/",
        registration_decisions.turn_down_joining,
        name="turn_registration_join_down",
    ),
    path("audit/", audit.audit_page, name="audit"),
    path("audit.csv", audit.audit_csv, name="audit_csv"),
]

of_an_organisation = [
    path("", organisation, name="organisation"),
    path("edit/", edit_organisation, name="edit_organisation"),
    path("merge/", merges.other_records, name="other_records"),
    path("merge/<slug:other>/", merges.merge_organisations, name="merge_organisations"),
    path("people/", people.people, name="organisation_people"),
    path("people/invite/", people.invite, name="invite_to_organisation"),
    path("postings/<int:pk>/end/", people.end_posting, name="end_organisation_posting"),
    path("invitations/<int:pk>/cancel/", people.cancel_invitation, name="cancel_organisation_invitation"),
    path(
        "invitations/<int:pk>/send-again/",
        people.send_invitation_again,
        name="send_organisation_invitation_again",
    ),
    path("joining/", joining.joining, name="organisation_joining"),
    path("joining/<int:pk>/", joining.let_join, name="let_join"),
    path("joining/<int:pk>/turn-down/", joining.turn_down_joining, name="turn_down_joining"),
]

# For anybody: an organisation that nobody invited.
registering = [
    path("", registrations.register, name="register"),
    path("sent/", registrations.sent, name="register_sent"),
    path("verify/<int:pk>/<str:token>/", registrations.verify, name="verify_registration"),
    path("verified/", registrations.verified, name="registration_verified"),
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
    path("register/", include(registering)),
    path("prisons/", prisons.prisons, name="prisons"),
    path("prisons/<prison:code>/", include(at_a_prison)),
    path("organisations/", organisations, name="organisations"),
    path("organisations/add/", add_organisation, name="add_organisation"),
    path("organisations/<slug:slug>/", include(of_an_organisation)),
    path("merges/<int:pk>/", merges.merge, name="merge"),
    path("merges/<int:pk>/agree/", merges.agree_to_merge, name="agree_to_merge"),
    path("merges/<int:pk>/refuse/", merges.refuse_merge, name="refuse_merge"),
    path("merges/<int:pk>/cancel/", merges.cancel_merge, name="cancel_merge"),
    path("", include(across_prisons)),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("mail-events/", mail_events, name="mail_events"),
    path("components/", login_not_required(components), name="components"),
    path("accessibility/", login_not_required(accessibility), name="accessibility"),
    path("", include("directory.urls")),
    path("", include("inductions.urls")),
    path("", include("forums.urls")),
    path("", include("bulletins.urls")),
    path("", include("planning.urls")),
]
