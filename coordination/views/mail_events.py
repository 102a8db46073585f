"""What the mail provider tells: whether mail arrived, bounced, or was called unwanted. Read by django-anymail.

The address answers only where a provider and a secret are set (MAIL_EVENTS_FROM, MAIL_EVENTS_SECRET).
"""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime
from typing import Any, Final

from anymail.exceptions import AnymailConfigurationError
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from coordination import clock
from coordination.actions.mail_addresses import record_event
from coordination.emails import one_line
from coordination.models import MailEvent

VIEWS: Final = {
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "sendgrid": "anymail.webhooks.sendgrid.SendGridTrackingWebhookView",
}
# What a provider's reader in django-anymail stumbles over in a message that is none.
UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError, IndexError, AnymailConfigurationError)
LONGEST: Final = 254
logger = logging.getLogger(__name__)
NEVER: Final = {RejectReason.BOUNCED, RejectReason.INVALID}
Kind = MailEvent.Kind


@csrf_exempt
@login_not_required
@require_POST
def mail_events(request: HttpRequest) -> HttpResponse:
    """400 without the secret, which the provider sends as HTTP basic authentication, and for what cannot be read.

    What goes wrong on our side is a 500, so that the provider tells it again.
    """
    if not settings.MAIL_EVENTS_FROM or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    try:
        answer: HttpResponse = import_string(VIEWS[settings.MAIL_EVENTS_FROM]).as_view()(request)
    except UNREADABLE as error:
        logger.warning("What the mail provider told could not be read: %s", type(error).__name__)
        return HttpResponseBadRequest()
    return answer


@receiver(tracking, dispatch_uid="coordination.mail_events")
def tell(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    kind, email = kind_of(event), str(event.recipient or "")
    if kind is None or not is_address(email):
        return
    record_event(
        event_id=event_id_of(event, esp_name),
        email=email,
        kind=kind,
        message_id=one_line(str(event.message_id or "")),
        said=one_line(str(event.mta_response or event.description or "")),
        at=moment_of(event),
    )


def is_address(email: str) -> bool:
    """Anything else could be kept under no address."""
    try:
        validate_email(email.strip())
    except ValidationError:
        return False
    return len(email) <= LONGEST


def moment_of(event: AnymailTrackingEvent) -> datetime:
    """Never ahead of our clock: a message of next year would outlast every lifting until then."""
    now, at = clock.now(), event.timestamp
    if not isinstance(at, datetime):
        return now
    return min(now, at if at.tzinfo else at.replace(tzinfo=UTC))


def kind_of(event: AnymailTrackingEvent) -> str | None:
    """None for what says nothing of the address, such as a click or a policy of the provider."""
    if event.event_type == EventType.COMPLAINED or event.reject_reason == RejectReason.SPAM:
        return Kind.COMPLAINT
    if event.event_type == EventType.DELIVERED:
        return Kind.DELIVERED
    if event.event_type == EventType.DEFERRED:
        return Kind.SOFT
    if event.event_type == EventType.BOUNCED:
        return Kind.SOFT if is_soft(event) else Kind.HARD
    if event.event_type == EventType.REJECTED and event.reject_reason in NEVER:
        return Kind.HARD
    return None


def is_soft(event: AnymailTrackingEvent) -> bool:
    """Providers call both a bounce; each says in a word of its own that it may pass."""
    said = event.esp_event if isinstance(event.esp_event, dict) else {}
    words = f"{said.get('Type', '')} {said.get('event', '')}".casefold()
    return event.reject_reason not in NEVER or "soft" in words or said.get("hard_bounce") is False


def event_id_of(event: AnymailTrackingEvent, esp_name: str) -> str:
    """The provider's own where it gives one; else what tells two messages apart."""
    parts = [event.event_type, event.recipient, event.message_id, event.timestamp]
    own = event.event_id or "|".join(map(str, parts))
    return f"{esp_name}:{hashlib.sha256(f'{event.event_type}|{own}'.encode()).hexdigest()}"
