"""Training records: earlier evidence, reading, a second person's look, and a mistake struck out."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from coordination import access, audit, clock
from coordination.access import System
from coordination.files import take_away
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from inductions import policies
from inductions.actions import documents
from inductions.models import ModuleRule, Person, Reading, StoredFile, TrainingModule, TrainingRecord


@transaction.atomic
def record_earlier(
    *,
    by: User | System,
    person: Person,
    prison: Prison,
    module: TrainingModule,
    done_on: date,
    version: str = "1",
    evidence: StoredFile | None = None,
    source: TrainingRecord.Source = TrainingRecord.Source.EARLIER,
) -> TrainingRecord:
    """What somebody did before, elsewhere or in a list that was brought in. The same day twice is one record."""
    access.require(by, Permission.MANAGE_TRAINING, prison=prison)
    Person.objects.select_for_update().get(pk=person.pk)
    policies.check_is_held(person)
    policies.check_works_at(person, prison, clock.today())
    policies.check_record(done_on, [version])
    there = TrainingRecord.objects.standing().filter(person=person, module=module, done_on=done_on).first()
    if there:
        if evidence:
            raise Overtaken("This training is recorded for that day already. Nothing was changed.")
        return there
    record = TrainingRecord.objects.create(
        person=person, module=module, version=version, done_on=done_on, source=source, prison=prison,
        evidence=evidence, recorded_at=clock.now(), recorded_by=by if isinstance(by, User) else None,
    )  # fmt: skip
    audit.record("record_training", by=by, on=record, prison=prison)
    return record


@transaction.atomic
def record_with_evidence(
    *,
    by: User,
    person: Person,
    prison: Prison,
    module: TrainingModule,
    done_on: date,
    version: str,
    file_name: str,
    content: bytes,
) -> TrainingRecord:
    """The same with a certificate. A file is kept only where the record is: what is refused leaves nothing behind."""
    access.require(by, Permission.MANAGE_TRAINING, prison=prison)
    with transaction.atomic():
        policies.check_record(done_on, [version])
        policies.check_works_at(person, prison, clock.today())
        kept = documents.store(
            by=by, kind=StoredFile.Kind.CERTIFICATE, name=file_name, content=content, person=person,
            prison=prison,
        )  # fmt: skip
    try:
        with transaction.atomic():
            return record_earlier(
                by=by,
                person=person,
                prison=prison,
                module=module,
                done_on=done_on,
                version=version,
                evidence=kept,
            )
    except BaseException:
        take_away(kept.file.storage, str(kept.file.name))
        raise


@transaction.atomic
def acknowledge_reading(*, by: User, person: Person, reading: Reading, answers: list[int]) -> TrainingRecord:
    """By the person alone: read, every question answered rightly, and acknowledged in this version."""
    if person.user_id != by.pk:
        raise access.NotPermitted("Only the person may say that they have read it.")
    reading = Reading.objects.select_related("rule__prison", "rule__module").get(pk=reading.pk)
    prison = reading.rule.prison
    Person.objects.select_for_update().get(pk=person.pk)
    policies.check_works_at(person, prison, clock.today())
    newest = Reading.objects.filter(rule=reading.rule).order_by("-published_at", "-pk").first()
    if reading.rule.delivery != ModuleRule.Delivery.READ or not reading.rule.active:
        raise Refused("This prison no longer asks for this to be read. Nothing was recorded.")
    if newest is None or newest.pk != reading.pk:
        raise Refused("There is a newer version. Read that one; nothing was recorded for this one.")
    right = [question["right"] for question in reading.questions]
    wrong = [number for number, answer in enumerate(right, 1) if answers[number - 1 : number] != [answer]]
    if wrong:
        which = ", ".join(str(number) for number in wrong)
        raise Refused(f"Look again at question {which}: the text has the answer. Nothing was recorded yet.")
    today = clock.today()
    there = TrainingRecord.objects.standing().filter(person=person, reading=reading, done_on=today).first()
    if there:
        return there
    record = TrainingRecord.objects.create(
        person=person, module=reading.rule.module, version=reading.version, done_on=today,
        source=TrainingRecord.Source.READ, prison=prison, reading=reading,
        recorded_at=clock.now(), recorded_by=by,
    )  # fmt: skip
    audit.record("acknowledge_reading", by=by, on=record, prison=prison)
    return record


@transaction.atomic
def verify_record(*, by: User, record: TrainingRecord, prison: Prison) -> TrainingRecord:
    """A second person has looked at the evidence."""
    access.require(by, Permission.MANAGE_TRAINING, prison=prison)
    record = TrainingRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    policies.check_works_at(record.person, prison, clock.today())
    policies.check_verify(record, by.pk)
    record.verified_at, record.verified_by = clock.now(), by
    record.save(update_fields=["verified_at", "verified_by"])
    audit.record("verify_record", by=by, on=record, prison=prison)
    return record


@transaction.atomic
def strike_record(*, by: User, record: TrainingRecord, reason: str) -> TrainingRecord:
    """A mistake: it stays, struck out, with who says so and why, and counts no more. Where it was recorded."""
    record = TrainingRecord.objects.select_for_update(of=("self",)).select_related("prison").get(pk=record.pk)
    if record.prison is None:
        raise access.NotPermitted("This record belongs to no prison, so no coordinator may strike it out.")
    access.require(by, Permission.MANAGE_TRAINING, prison=record.prison)
    policies.check_strike(record, reason)
    record.struck_at, record.struck_by, record.struck_reason = clock.now(), by, reason.strip()
    record.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    audit.record("strike_record", by=by, on=record, prison=record.prison)
    return record
