"""An organisation that nobody invited asks to be let in: one form, its prisons, and who decided what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from coordination.disclosure import Disclosure
from coordination.models.organisation import CHARITY_NUMBER, COMPANY_NUMBER, Organisation
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models.user import User

# In days: how long the link works, how long what nobody confirmed is kept, and how long the contact of what is
# decided. Said on the form and in the letter.
LINK_WORKS: Final = 3
UNCONFIRMED_KEPT: Final = 14
CONTACT_KEPT: Final = 90
# Each prison gets a letter. Who is let in may offer services to any prison.
PRISONS_AT_MOST: Final = 12


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user: User) -> RegistrationQuerySet:
        """Once its e-mail address is verified: for whoever decides at a prison that it chose."""
        from coordination import access

        prisons = access.standing_of(user).prisons_where(Permission.DECIDE_REGISTRATION)
        chosen = RegistrationChoice.objects.filter(prison__in=prisons).values("registration")
        return self.filter(verified_at__isnull=False, pk__in=chosen)

    def unconfirmed(self) -> RegistrationQuerySet:
        """The link may still be pressed."""
        return self.filter(verified_at=None, expires_at__gt=timezone.now())


class Registration(models.Model):
    """What a stranger typed. It becomes an organisation when the first coordinator says yes."""

    name = models.CharField("name of the organisation", max_length=160)
    kind = models.CharField(max_length=20, choices=Organisation.Kind, default=Organisation.Kind.VOLUNTARY)
    charity_number = models.CharField(max_length=12, blank=True, validators=[CHARITY_NUMBER])
    company_number = models.CharField(max_length=8, blank=True, validators=[COMPANY_NUMBER])
    website = models.URLField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    offers = models.TextField("what you offer, or would like to offer", max_length=1000)
    contact_name = models.CharField("your name", max_length=120)
    contact_role = models.CharField("your role in the organisation", max_length=120, blank=True)
    contact_email = models.EmailField("your e-mail address", max_length=254)
    registered_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(help_text="Until when the link to verify the address works.")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="Empty: the e-mail has not left yet.")
    verified_at = models.DateTimeField(null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations",
        help_text="Empty until a coordinator let it in or found that it is one we know.",
    )  # fmt: skip

    objects = RegistrationQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id name kind charity_number company_number website postcode offers registered_at expires_at"
        " sent_at verified_at organisation",
        personal="contact_name contact_role contact_email",
    )

    class Meta:
        ordering = ["verified_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name_in_audit(self) -> str:
        return f"Registration of {self.name}"

    def token(self) -> str:
        """The secret of the link that verifies the address; worked out anew by whoever sends or checks it."""
        message = f"{self.pk} {self.contact_email} {self.registered_at.timestamp():.6f}"
        return salted_hmac("coordination.registration", message, algorithm="sha256").hexdigest()


class RegistrationChoiceQuerySet(models.QuerySet["RegistrationChoice"]):
    def visible_to(self, user: User) -> RegistrationChoiceQuerySet:
        from coordination import access

        prisons = access.standing_of(user).prisons_where(Permission.DECIDE_REGISTRATION)
        return self.filter(prison__in=prisons, registration__verified_at__isnull=False)

    def waiting(self) -> RegistrationChoiceQuerySet:
        return self.filter(state=RegistrationChoice.State.WAITING, registration__verified_at__isnull=False)

    def asked_about(self) -> RegistrationChoiceQuerySet:
        """Its organisation was asked whether the person belongs there, and has not answered."""
        waiting = JoinRequest.State.WAITING
        return self.filter(state=RegistrationChoice.State.JOINS, registration__join_request__state=waiting)


class RegistrationChoice(models.Model):
    """A prison at which the organisation wants to work; each coordinator decides alone."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a decision"
        ACCEPTED = "accepted", "Let in"
        REFUSED = "refused", "Turned down"
        JOINS = "joins", "Belongs to an organisation that is there already"

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="choices")
    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True, help_text="The organisation gets it.")
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: the e-mail about the decision has not left yet."
    )

    objects = RegistrationChoiceQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id registration prison state decided_at reason told_at", personal="decided_by"
    )

    class Meta:
        ordering = ["registration__verified_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "prison"], name="registration_once_a_prison"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, decided_by=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="registration_choice_decided_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="registration_refused_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} at {self.prison}"

    def get_absolute_url(self) -> str:
        return reverse("registration", args=[self.prison.code, self.pk])


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, user: User) -> JoinRequestQuerySet:
        """For the organisation's manager, and for the coordinators who may check and decide it."""
        from coordination import access

        standing = access.standing_of(user)
        if standing.everywhere(Permission.INVITE_TO_ORGANISATION):
            return self
        return self.filter(
            Q(organisation__in=standing.organisations_where(Permission.INVITE_TO_ORGANISATION))
            | Q(prison__in=standing.prisons_where(Permission.DECIDE_REGISTRATION))
        )

    def waiting(self) -> JoinRequestQuerySet:
        return self.filter(state=JoinRequest.State.WAITING)


class JoinRequest(models.Model):
    """Somebody says that they belong to an organisation that exists. Its manager decides, or a coordinator who
    asked the organisation through a contact that it publishes itself, and says which.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a decision"
        ACCEPTED = "accepted", "Let in"
        REFUSED = "refused", "Turned down"

    class CheckedBy(models.TextChoices):
        """Where the published contact stands; never one that the person gave."""

        NOT_CHECKED = "", "Not checked"
        REGISTER = "register", "The charity or company register"
        WEBSITE = "website", "The organisation’s own website"
        LISTING = "listing", "A contact of one of its services in the directory"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="join_requests")
    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="+")
    registration = models.OneToOneField(
        Registration, null=True, blank=True, on_delete=models.SET_NULL, related_name="join_request"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    checked_by = models.CharField(
        "checked through", max_length=20, choices=CheckedBy, blank=True, default=CheckedBy.NOT_CHECKED
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = JoinRequestQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id organisation prison registration asked_at state checked_by decided_at",
        personal="name email decided_by",
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"], condition=Q(state="waiting"), name="join_request_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, decided_by=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="join_request_decided_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Request to join {self.organisation}"
