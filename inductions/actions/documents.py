"""Policies and guidance, the files behind them, and who has read which version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from coordination import access, audit, clock
from coordination.actions.holding import hold
from coordination.actions.jobs import once_a_day
from coordination.emails import one_line
from coordination.files import checked, keep, sweep
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from coordination.roles import Permission
from inductions import policies
from inductions.models import Acknowledgement, Person, PolicyDocument, StoredFile

# As `upload_to` of StoredFile has it.
FOLDER: Final = "inductions"
AUDIENCES: Final = list(PolicyDocument.AUDIENCE_OF.values())
COLUMNS: Final = ["title", "version", "summary", "text", *PolicyDocument.TERMS]


def store(
    *,
    by: User,
    kind: StoredFile.Kind,
    name: str,
    content: bytes,
    prison: Prison | None = None,
    person: Person | None = None,
) -> StoredFile:
    """Call inside an action, after its permission is checked. A file of which the row is not kept is deleted again."""
    file = checked(name, content, of_a_person=kind != StoredFile.Kind.POLICY)
    row = StoredFile(
        kind=kind, name=file.name, content_type=file.content_type, bytes=len(content),
        content_hash=file.content_hash, prison=prison, person=person, stored_at=clock.now(), stored_by=by,
    )  # fmt: skip
    keep(row.file, file)
    with transaction.atomic():
        row.save()
    return row


@transaction.atomic
def publish_policy(
    *,
    by: User,
    prison: Prison,
    values: dict[str, Any],
    file_name: str = "",
    content: bytes = b"",
    replaces: PolicyDocument | None = None,
    keeps_file: bool = False,
) -> PolicyDocument:
    """A policy, or the next version of one. `values`: COLUMNS. Text, file or both.

    A new version asks everybody anew; the old one stays readable with who acknowledged it. `keeps_file`: the new one
    has the file of the old one.
    """
    access.require(by, Permission.MANAGE_POLICIES, prison=prison)
    values = {name: values[name] for name in COLUMNS if name in values}
    values["title"] = one_line(values["title"])
    values["version"] = one_line(values.get("version") or "1")
    values["text"] = values.get("text", "").strip()
    check_no_prison_numbers(
        {name: str(values.get(name, "")) for name in ("title", "version", "summary", "text")}
    )
    if not values["title"]:
        raise Refused("Give the policy a title.")
    file = replaces.file if replaces and keeps_file and not content else None
    if not content and not file and not values["text"]:
        raise Refused("Write the policy, or choose the file that holds it.")
    _check_terms(values)
    hold(prison)
    if replaces:
        _end_replaced(replaces, prison, values["version"])
    if PolicyDocument.objects.current().filter(prison=prison, title__iexact=values["title"]).exists():
        raise Refused(f"There is already “{values['title']}”. Open it and publish a new version.")
    if content:
        file = store(by=by, kind=StoredFile.Kind.POLICY, name=file_name, content=content, prison=prison)
    document = PolicyDocument(
        prison=prison, file=file, replaces=replaces, published_at=clock.now(), published_by=by, **values
    )
    try:
        document.full_clean(exclude=["prison", "published_by", "file", "replaces"], validate_unique=False)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from None
    document.save()
    audit.record("publish_policy", by=by, on=document, prison=prison)
    return document


def _check_terms(values: dict[str, Any]) -> None:
    if not any(values.get(name, True) for name in AUDIENCES):
        raise Refused("Say whom it is for: tick at least one kind of worker.")
    policies.check_review(values.get("review_on"))


@transaction.atomic
def change_terms(*, by: User, document: PolicyDocument, values: dict[str, Any]) -> PolicyDocument:
    """Whom it is for, who must acknowledge it by when, and the next review. What people have read stays read."""
    document = _held(document)
    access.require(by, Permission.MANAGE_POLICIES, prison=document.prison)
    if document.ended_on:
        raise Overtaken("There is a newer version, or the policy has ended. Open the list again.")
    terms = list(PolicyDocument.TERMS)
    before = audit.values(document, terms)
    for name in terms:
        setattr(document, name, values.get(name, getattr(document, name)))
    changes = audit.changes(document, before, audit.values(document, terms))
    if changes:
        _check_terms({**audit.values(document, AUDIENCES)})
        if "review_on" in changes:
            policies.check_review(document.review_on)
        document.save(update_fields=terms)
        audit.record("change_terms", by=by, on=document, prison=document.prison, changes=changes)
    return document


def _held(document: PolicyDocument) -> PolicyDocument:
    rows = PolicyDocument.objects.select_for_update(of=("self",)).select_related("prison")
    return rows.get(pk=document.pk)


def _end_replaced(replaces: PolicyDocument, prison: Prison, version: str) -> None:
    old = PolicyDocument.objects.select_for_update().get(pk=replaces.pk)
    if old.prison_id != prison.pk:
        raise access.NotPermitted("A policy is replaced at its own prison only.")
    if old.ended_on:
        raise Overtaken("There is a newer version already. Open that one first.")
    if old.version == version:
        raise Refused(f"Version {version} is what people have read. Give the new one another number.")
    old.ended_on = clock.today()
    old.save(update_fields=["ended_on"])


@transaction.atomic
def end_policy(*, by: User, document: PolicyDocument) -> PolicyDocument:
    document = _held(document)
    access.require(by, Permission.MANAGE_POLICIES, prison=document.prison)
    if document.ended_on:
        raise Overtaken("This policy was taken out already. Nothing was changed.")
    document.ended_on = clock.today()
    document.save(update_fields=["ended_on"])
    audit.record("end_policy", by=by, on=document, prison=document.prison)
    return document


@transaction.atomic
def acknowledge_policy(
    *, by: User, person: Person, document: PolicyDocument, on_paper: bool = False
) -> Acknowledgement:
    """By the person; from a signed paper the coordinator types it in."""
    prison = document.prison
    if on_paper or person.user_id != by.pk:
        access.require(by, Permission.MANAGE_WORKERS, prison=prison)
        if not on_paper:
            raise Refused("The person says that they have read it. If they signed on paper, say so.")
    policies.check_is_held(Person.objects.select_for_update().get(pk=person.pk))
    # Held, so that nobody replaces it while it is acknowledged.
    document = _held(document)
    if document.ended_on:
        raise Overtaken("There is a newer version, or the policy has ended. Open the list again.")
    policies.check_works_at(person, prison, clock.today())
    there = Acknowledgement.objects.filter(person=person, document=document).first()
    if there:
        return there
    row = Acknowledgement.objects.create(
        person=person, document=document, at=clock.now(), by=by, on_paper=on_paper
    )
    audit.record("acknowledge_policy", by=by, on=row, prison=prison)
    return row


@transaction.atomic
def acknowledge_on_paper(*, by: User, people: Iterable[Person], document: PolicyDocument) -> int:
    """A list that was signed on paper, typed in: everybody on it or nobody. Returns how many are new."""
    access.require(by, Permission.MANAGE_WORKERS, prison=document.prison)
    chosen = sorted(
        people, key=lambda person: person.pk
    )  # Held in one order, so that two lists do not wait for each other.
    if not chosen:
        raise Refused("Tick who has signed.")
    before = Acknowledgement.objects.filter(document=document, person__in=chosen).count()
    for person in chosen:
        acknowledge_policy(by=by, person=person, document=document, on_paper=True)
    return len(chosen) - before


@transaction.atomic
def open_file(*, by: User, file: StoredFile) -> StoredFile:
    """Whose record is opened by somebody else can see in the audit that it was."""
    if not StoredFile.objects.visible_to(by).filter(pk=file.pk).exists():
        raise access.NotPermitted("This file is not yours to open.")
    if file.person_id and not Person.objects.filter(pk=file.person_id, user=by).exists():
        audit.record("open_file", by=by, on=file, prison=file.prison)
    return file


def sweep_daily() -> bool:
    return once_a_day("inductions.sweep_files", sweep_files)


def sweep_files() -> int:
    """Deletes what a killed process left in the storage without a row. Returns how many."""
    return sweep(FOLDER, lambda name: StoredFile.objects.filter(file=name).exists())
