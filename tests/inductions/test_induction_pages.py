"""The pages of a checklist and of the library, as each of their readers sees them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from coordination import clock
from coordination.access import standing_of
from coordination.models import AuditEntry, User
from inductions import home
from inductions.actions import documents, induction, signing
from inductions.gaps import checklist
from inductions.models import InductionStep, Placement, PolicyDocument, StepSignature
from inductions.papers.induction import html_of, print_checklist, row_of
from inductions.reference import SUGGESTED_STEPS
from tests.cast import Cast
from tests.directory.printing import fonts_of, pages_of
from tests.directory.typing_in import date_boxes, signed_in
from tests.inductions.handed_in import PDF
from tests.inductions.inducting import COORDINATOR, PERSON, policy, policy_elsewhere, step

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=timezone.get_default_timezone())


def page(user: User, name: str, *arguments: Any) -> str:
    response = signed_in(user).get(reverse(name, args=arguments))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def post(user: User, name: str, *arguments: Any, **data: Any) -> tuple[int, list[str]]:
    """(status, what the next page says)."""
    response = signed_in(user).post(reverse(name, args=arguments), data)
    return response.status_code, [str(message) for message in get_messages(response.wsgi_request)]


def own_induction(cast: Cast) -> tuple[str, int, str]:
    return "induction", cast.worker_person.pk, "EXI"


# --- The template ---------------------------------------------------------------------------------


def test_an_empty_checklist_offers_the_suggested_one_with_one_press(cast: Cast) -> None:
    shown = page(cast.coordinator, "induction_steps", "EXI")
    codes = re.findall(r'name="codes" [^>]*value="(\w+)"[^>]* checked|value="(\w+)" [^>]*checked', shown)
    assert {code for pair in codes for code in pair if code} >= {code for code, _, _ in SUGGESTED_STEPS}
    status, said = post(
        cast.coordinator, "suggested_steps", "EXI", codes=[code for code, _, _ in SUGGESTED_STEPS]
    )
    assert (status, said) == (302, [f"{len(SUGGESTED_STEPS)} steps were added."])
    assert "Suggested steps" not in page(cast.coordinator, "induction_steps", "EXI")
    assert post(cast.coordinator, "suggested_steps", "EXI")[1] == ["Tick at least one step."]


def test_the_governor_reads_the_checklist_and_changes_nothing(cast: Cast) -> None:
    step(cast)
    shown = page(cast.governor, "induction_steps", "EXI")
    assert "Tour of the prison" in shown
    for words in (">Up<", "</span>Down", "Take out", "Add a step"):
        assert words not in shown


def test_rewording_says_that_what_was_signed_stays(cast: Cast) -> None:
    there = step(cast)
    promise = "What was signed keeps the words that were signed."
    assert promise not in page(cast.coordinator, "induction_step", "EXI", there.pk)
    signing.sign_step(by=cast.coordinator, step=there, person=cast.volunteer)
    assert promise in page(cast.coordinator, "induction_step", "EXI", there.pk)
    status, said = post(
        cast.coordinator, "induction_step", "EXI", there.pk, title="Long tour", signed_by=COORDINATOR
    )
    assert (status, said) == (302, ["The step is now “Long tour”."])
    shown = page(cast.coordinator, "induction", cast.volunteer.pk, "EXI")
    assert "1. Long tour" in shown
    assert "Signed as “Tour of the prison”." in shown


# --- A checklist ----------------------------------------------------------------------------------


def test_the_person_signs_their_steps_and_sees_the_others(cast: Cast) -> None:
    own, other = step(cast, "I know whom to tell", PERSON), step(cast)
    shown = page(cast.worker, *own_induction(cast))
    assert "Your induction" in shown
    assert shown.count("Sign this step") == 1
    assert "Sign off today" not in shown
    arguments = ("sign_step", cast.worker_person.pk, "EXI")
    assert post(cast.worker, *arguments, own.pk, seen=own.title) == (302, ["Signed: “I know whom to tell”."])
    assert post(cast.worker, *arguments, other.pk, seen=other.title)[0] == 403
    assert "Walid Worker," in page(cast.worker, *own_induction(cast))


def test_a_page_that_shows_older_words_signs_nothing(cast: Cast) -> None:
    there = step(cast, "I know whom to tell", PERSON)
    induction.change_step(
        by=cast.coordinator, step=there, title="I know whom to tell at once", signed_by=PERSON, required=True
    )
    status, said = post(
        cast.worker, "sign_step", cast.worker_person.pk, "EXI", there.pk, seen="I know whom to tell"
    )
    assert (status, said) == (302, ["The words of this step were changed meanwhile. Read them, then sign."])
    assert not StepSignature.objects.exists()


def test_the_coordinator_signs_off_strikes_out_and_it_is_open_again(cast: Cast) -> None:
    there, person = step(cast), cast.volunteer.pk
    assert "Sign off today" in page(cast.coordinator, "induction", person, "EXI")
    post(cast.coordinator, "sign_step", person, "EXI", there.pk, seen=there.title)
    signature = StepSignature.objects.get()
    shown = page(cast.coordinator, "induction", person, "EXI")
    assert f"Complete since {timezone.localdate().day} " in shown
    assert "Strike out" in shown
    assert "Strike out" not in page(cast.manager, "induction", person, "EXI")
    post(cast.coordinator, "strike_signature", person, "EXI", signature.pk)
    shown = page(cast.coordinator, "induction", person, "EXI")
    assert "0 of 1 signed" in shown
    assert "Struck out by Carys Coordinator" in shown


def test_reading_somebody_elses_induction_is_written_down(cast: Cast) -> None:
    page(cast.worker, *own_induction(cast))
    assert not AuditEntry.objects.filter(verb="read_person").exists()
    page(cast.coordinator, *own_induction(cast))
    assert AuditEntry.objects.filter(verb="read_person").count() == 1


def test_who_works_at_two_prisons_shows_each_of_them_its_own_induction_alone(cast: Cast) -> None:
    engagement = cast.worker_person.engagements.get()
    engagement.placements.create(prison=cast.guys_marsh, begins_on=engagement.begins_on)
    there = [cast.worker_person.pk, "GMI"]
    assert signed_in(cast.coordinator).get(reverse("induction", args=there)).status_code == 404
    assert signed_in(cast.other_coordinator).get(reverse("induction", args=there)).status_code == 200
    assert signed_in(cast.worker).get(reverse("induction", args=there)).status_code == 200


def test_once_the_work_is_over_the_checklist_can_be_read_and_not_signed(cast: Cast) -> None:
    step(cast)
    Placement.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    shown = page(cast.coordinator, "induction", cast.volunteer.pk, "EXI")
    assert "does not work at HMP/YOI Exeter any more" in shown
    assert "Sign off today" not in shown


def test_a_signed_paper_is_typed_in_on_one_page(cast: Cast) -> None:
    first, second = step(cast), step(cast, "I know whom to tell", PERSON)
    client, address = signed_in(cast.coordinator), reverse("induction_typed", args=[cast.volunteer.pk, "EXI"])
    nothing = client.post(address, {**date_boxes("signed_on", date(2026, 5, 4))})
    assert "Tick the steps that are signed on the paper." in nothing.content.decode()
    data = {"steps": [first.pk, second.pk], **date_boxes("signed_on", date(2026, 5, 4))}
    assert client.post(address, data).status_code == 302
    shown = page(cast.coordinator, "induction", cast.volunteer.pk, "EXI")
    assert shown.count("On paper, 4 May 2026. Typed in by Carys Coordinator.") == 2
    assert "Complete since 4 May 2026" in shown


# --- On paper -------------------------------------------------------------------------------------


def test_the_paper_has_a_line_for_each_step_and_says_what_is_signed(cast: Cast) -> None:
    steps = [step(cast), step(cast, "I know whom to tell", PERSON), step(cast, "Key talk", required=False)]
    signing.sign_step(by=cast.coordinator, step=steps[0], person=cast.volunteer, signed_on=date(2026, 5, 4))
    lines = checklist(cast.exeter, cast.volunteer).lines
    rows = [row_of(line.step, line.signature) for line in lines]
    printed = print_checklist(cast.exeter, rows, NOW, name="Vera Volunteer")
    [words] = pages_of(printed.pdf)
    for each in (
        "Vera Volunteer", "HMP/YOI Exeter", "Tour of the prison", "Signed: Carys Coordinator, 4 May 2026",
        "I know whom to tell", "Key talk *", "Page 1 of 1", "Printed 4 May 2026, 09:30", "prison’s own gate list",
    ):  # fmt: skip
        assert each in words
    assert words.count("Signed:") == 1
    assert (printed.refused, printed.complaints) == ((), ())
    assert all(fonts_of(printed.pdf).values())


def test_the_paper_for_anybody_has_a_line_for_the_name_and_breaks_no_step(cast: Cast) -> None:
    for number in range(40):
        step(cast, f"Step {number} " + "with many words " * 8)
    steps = [row_of(each) for each in InductionStep.objects.filter(prison=cast.exeter)]
    printed = print_checklist(cast.exeter, steps, NOW)
    pages = pages_of(printed.pdf)
    assert printed.pages == len(pages) > 1
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    assert "Organisation:" in pages[0]
    for number in range(40):
        assert sum(f"Step {number} with" in each for each in pages) == 1
    assert "Who signs" in pages[1]


def test_nothing_typed_is_markup_on_the_paper(cast: Cast) -> None:
    step(cast, "<b>Tour</b> & more")
    steps = [row_of(each) for each in InductionStep.objects.filter(prison=cast.exeter)]
    [words] = pages_of(print_checklist(cast.exeter, steps, NOW).pdf)
    assert "<b>Tour</b> & more" in words
    assert "&lt;i&gt;" in html_of(cast.exeter, [], NOW, name="<i>")


def test_the_suggested_checklist_fits_on_one_page(cast: Cast) -> None:
    codes = [code for code, _, _ in SUGGESTED_STEPS]
    steps = induction.add_suggested_steps(by=cast.coordinator, prison=cast.exeter, codes=codes)
    assert print_checklist(cast.exeter, [row_of(each) for each in steps], NOW).pages == 1


def test_the_paper_leaves_as_a_pdf_that_nobody_stores(cast: Cast) -> None:
    step(cast)
    response = signed_in(cast.worker).get(reverse("induction_paper", args=[cast.worker_person.pk, "EXI"]))
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "no-store, private")
    assert "Walid" not in response["Content-Disposition"]


# --- The library ----------------------------------------------------------------------------------


def test_what_is_to_be_read_stands_first_and_is_done_with_one_press(cast: Cast) -> None:
    policy(cast, title="A to read", must_acknowledge=False)
    there = policy(cast, title="Z must be read", file_name="fire.pdf", content=PDF)
    shown = page(cast.worker, "policies", "EXI")
    assert "You have 1 to read." in shown
    assert shown.index("Z must be read") < shown.index("A to read")
    assert "Publish a policy" not in shown
    shown = page(cast.worker, "policy_document", "EXI", there.pk)
    assert '<h2 class="govuk-heading-m">The alarm</h2>' in shown
    assert reverse("stored_file", args=[there.file_id]) in shown
    assert "I have read this version" in shown
    status, said = post(cast.worker, "acknowledge_policy", "EXI", there.pk)
    assert (status, said) == (302, ["Thank you. You have read “Z must be read”, version 1."])
    shown = page(cast.worker, "policy_document", "EXI", there.pk)
    assert "You read it on" in shown
    assert "I have read this version" not in shown
    assert "to read." not in page(cast.worker, "policies", "EXI")


def test_a_reader_of_an_old_version_is_shown_the_new_one(cast: Cast) -> None:
    first = policy(cast)
    second = policy(cast, version="2", replaces=first)
    shown = page(cast.worker, "policy_document", "EXI", first.pk)
    assert "There is a newer version" in shown
    assert second.get_absolute_url() in shown
    assert "I have read this version" not in shown
    assert post(cast.worker, "acknowledge_policy", "EXI", first.pk)[1] == [
        "There is a newer version, or the policy has ended. Open the list again."
    ]


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Fire safety", "version": "1", "summary": "", "text": "Go out.", "audience": ["for_staff"],
        "must_acknowledge": "on", "acknowledge_within_days": 14,
    } | changes  # fmt: skip


def test_a_policy_is_published_and_published_anew_through_the_forms(cast: Cast) -> None:
    assert post(cast.coordinator, "policy_new", "EXI", **typed())[0] == 302
    first = PolicyDocument.objects.get()
    assert (first.audience, first.acknowledge_within_days, first.must_acknowledge) == (["Staff"], 14, True)
    shown = page(cast.coordinator, "policy_version", "EXI", first.pk)
    assert 'name="version" value="2"' in shown
    assert post(cast.coordinator, "policy_version", "EXI", first.pk, **typed(version="2"))[0] == 302
    second = PolicyDocument.objects.current().get()
    assert second.replaces == first
    terms = typed(audience=["for_trainees"], must_acknowledge="")
    assert post(cast.coordinator, "policy_terms", "EXI", second.pk, **terms)[1] == ["Saved."]
    second.refresh_from_db()
    assert (second.audience, second.must_acknowledge, second.text) == (["Trainee"], False, "Go out.")
    assert post(cast.coordinator, "end_policy", "EXI", second.pk)[0] == 302
    assert "taken out on" in page(cast.coordinator, "policies", "EXI")
    assert "taken out on" not in page(cast.worker, "policies", "EXI")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "Write the policy, or choose the file that holds it."),
        ({"audience": []}, "Tick at least one kind of worker."),
        ({"text": "Seen A1234BC"}, "looks like a prison number"),
        (date_boxes("review_on", date(2020, 1, 1)), "Give a day after today"),
        ({"acknowledge_within_days": 0}, "must be 1 or more."),
    ],
)
def test_a_form_that_cannot_be_published_says_why(cast: Cast, changes: dict[str, Any], words: str) -> None:
    response = signed_in(cast.coordinator).post(reverse("policy_new", args=["EXI"]), typed(**changes))
    assert words in response.content.decode()
    assert not PolicyDocument.objects.exists()


def test_who_signed_on_paper_is_typed_in_and_only_who_works_here_can_be(cast: Cast) -> None:
    there = policy(cast)
    shown = page(cast.coordinator, "policy_signed", "EXI", there.pk)
    assert "Vera Volunteer" in shown
    assert "Otto" not in shown
    data = {"people": [cast.volunteer.pk]}
    assert post(cast.coordinator, "policy_signed", "EXI", there.pk, **data)[1] == [
        "1 person has read it, on paper."
    ]
    assert "Vera Volunteer" not in page(cast.coordinator, "policy_signed", "EXI", there.pk)
    response = signed_in(cast.coordinator).post(
        reverse("policy_signed", args=["EXI", there.pk]), {"people": [cast.other_volunteer.pk]}
    )
    assert response.context["form"].errors


def test_the_overdue_are_listed_by_organisation_with_since_when(cast: Cast) -> None:
    with clock.set_to(timezone.now() - timedelta(days=40)):
        policy(cast, review_on=timezone.localdate() - timedelta(days=3))
    shown = page(cast.governor, "policies_overdue", "EXI")
    assert "2 people are late: 2 readings are overdue." in shown
    since = timezone.localdate() - timedelta(days=9)
    assert f"{since.day} {since:%B %Y}" in shown
    assert shown.index("Harbour Housing") < shown.index("Vera Volunteer") < shown.index("Walid Worker")
    assert "Review dates that have passed" in shown
    of_manager = page(cast.manager, "policies_overdue", "EXI")
    assert "Shown are the people of your organisation." in of_manager
    assert "Review dates that have passed" not in of_manager


def test_a_manager_sees_no_other_organisations_people_among_the_overdue(cast: Cast) -> None:
    engagement = cast.other_volunteer.engagements.get()
    engagement.placements.create(prison=cast.exeter, begins_on=engagement.begins_on)
    with clock.set_to(timezone.now() - timedelta(days=40)):
        policy(cast)
    assert "Otto" in page(cast.coordinator, "policies_overdue", "EXI")
    assert "Otto" not in page(cast.manager, "policies_overdue", "EXI")
    of_other = page(cast.other_manager, "policies_overdue", "EXI")
    assert "Otto" in of_other
    assert "Vera" not in of_other


# --- The home page --------------------------------------------------------------------------------


def lines(user: User) -> dict[str, str]:
    """{sentence: address} of what these pages put on the home page."""
    return {
        each.sentence: each.url
        for each in home.items(user, standing_of(user))
        if re.search(r"polic|induction|review", each.sentence)
    }


def test_the_person_is_told_what_to_read_and_to_sign(cast: Cast) -> None:
    assert lines(cast.worker) == {}
    with clock.set_to(timezone.now() - timedelta(days=40)):
        first = policy(cast)
    step(cast, "I know whom to tell", PERSON)
    step(cast)
    assert lines(cast.worker) == {
        "You have a policy to read at HMP/YOI Exeter. It is overdue.": first.get_absolute_url(),
        "1 step of your induction waits for your signature at HMP/YOI Exeter.": reverse(
            "induction", args=[cast.worker_person.pk, "EXI"]
        ),
    }
    policy(cast, title="Keys")
    policy_elsewhere(cast, title="Elsewhere")
    assert "You have 2 policies to read at HMP/YOI Exeter. 1 overdue." in lines(cast.worker)
    for document in PolicyDocument.objects.filter(prison=cast.exeter):
        documents.acknowledge_policy(by=cast.worker, person=cast.worker_person, document=document)
    assert len(lines(cast.worker)) == 1


def test_the_coordinator_and_the_manager_are_told_who_is_late(cast: Cast) -> None:
    assert list(lines(cast.coordinator)) == [
        "HMP/YOI Exeter has no checklist for the induction yet. A suggested one is ready."
    ]
    step(cast)
    with clock.set_to(timezone.now() - timedelta(days=40)):
        there = policy(cast, review_on=timezone.localdate() - timedelta(days=3))
    overdue = reverse("policies_overdue", args=["EXI"])
    assert lines(cast.coordinator) == {
        "2 people have not read a policy in time at HMP/YOI Exeter.": overdue,
        "The review of “Fire safety” at HMP/YOI Exeter is due.": there.get_absolute_url(),
    }
    assert lines(cast.manager) == {
        "2 of your people have not read a policy in time at HMP/YOI Exeter.": overdue
    }
    for user in (cast.governor, cast.staff, cast.other_manager):
        assert lines(user) == {}
    assert overdue not in lines(cast.other_coordinator).values()
