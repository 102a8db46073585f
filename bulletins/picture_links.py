"""Where a picture of the library is fetched from by whoever reads a mail. See ADR 0071.

The address is the same for everybody, so that fetching it tells nothing of a reader; and nobody guesses it.
"""

from __future__ import annotations

from typing import Final

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from bulletins.models import BulletinImage

SALT: Final = "bulletins.picture"


def path_of(image: BulletinImage) -> str:
    signature = _signer().signature(f"{image.pk}:{image.content_hash}")
    return reverse("bulletin_picture", args=[image.pk, signature])


def picture_at(pk: int, signature: str) -> BulletinImage | None:
    """None for an address that is not ours, and for a picture that was removed."""
    image = BulletinImage.objects.in_use().filter(pk=pk).first()
    if image is None:
        return None
    try:
        _signer().unsign(f"{image.pk}:{image.content_hash}:{signature}")
    except BadSignature:
        return None
    return image


def _signer() -> Signer:
    return Signer(salt=SALT)
