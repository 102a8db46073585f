"""Pages about the people who come in."""

from __future__ import annotations

from django.urls import path

from inductions.views import (
    clearances,
    gate,
    gate_papers,
    induction,
    induction_steps,
    my_record,
    people,
    people_work,
    policies,
    policy_versions,
    prison_clearances,
    stopping,
    stored_files,
    workers,
)

urlpatterns = [
    path("prisons/<prison:code>/workers/", workers.workers, name="workers"),
    path("prisons/<prison:code>/workers/add/", workers.worker_add, name="worker_add"),
    path("organisations/<slug:slug>/workers/", workers.own_workers, name="own_workers"),
    path("organisations/<slug:slug>/workers/add/", workers.own_worker_add, name="own_worker_add"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/details/<slug:slug>/", people.person_details, name="person_details"),
    path("people/<int:pk>/invite/<slug:slug>/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/export/", my_record.person_export, name="person_export"),
    path(
        "people/<int:pk>/work/<int:engagement_pk>/", people_work.engagement_change, name="engagement_change"
    ),
    path("people/<int:pk>/work/<int:engagement_pk>/end/", people_work.engagement_end, name="engagement_end"),
    path("people/<int:pk>/work/<int:engagement_pk>/place/", people_work.placement_add, name="placement_add"),
    path("people/<int:pk>/places/<int:placement_pk>/", people_work.placement_change, name="placement_change"),
    path("people/<int:pk>/places/<int:placement_pk>/end/", people_work.placement_end, name="placement_end"),
    path("my-record/", my_record.my_record, name="my_record"),
    path("my-record/details/", my_record.my_details, name="my_details"),
    path("people/<int:pk>/clearances/<prison:code>/", clearances.clearances, name="clearances"),
    path(
        "people/<int:pk>/clearances/<prison:code>/<int:clearance>/decide/",
        clearances.clearance_decide,
        name="clearance_decide",
    ),
    path(
        "people/<int:pk>/clearances/<prison:code>/<int:clearance>/correct/",
        clearances.clearance_correct,
        name="clearance_correct",
    ),
    path(
        "people/<int:pk>/clearances/<prison:code>/<int:clearance>/withdraw/",
        clearances.clearance_withdraw,
        name="clearance_withdraw",
    ),
    path(
        "people/<int:pk>/clearances/<prison:code>/rely/<int:clearance>/",
        clearances.clearance_rely,
        name="clearance_rely",
    ),
    path(
        "people/<int:pk>/clearances/<prison:code>/relied-on/<int:reliance>/end/",
        clearances.reliance_end,
        name="reliance_end",
    ),
    path("people/<int:pk>/stop/<prison:code>/", stopping.stop_person, name="stop_person"),
    path("people/<int:pk>/stop/<prison:code>/lift/", stopping.lift_person_stop, name="lift_person_stop"),
    path("prisons/<prison:code>/clearances/", prison_clearances.prison_clearances, name="prison_clearances"),
    path("prisons/<prison:code>/gate/", gate.gate, name="gate"),
    path("prisons/<prison:code>/gate/in/<int:pk>/", gate.gate_arrive, name="gate_arrive"),
    path("prisons/<prison:code>/gate/out/<int:pk>/", gate.gate_leave, name="gate_leave"),
    path("prisons/<prison:code>/gate/sheet/", gate_papers.gate_sheet, name="gate_sheet"),
    path("prisons/<prison:code>/gate/roll-call/", gate_papers.roll_call, name="roll_call"),
    path("prisons/<prison:code>/gate/paper/", gate_papers.gate_paper, name="gate_paper"),
    path("prisons/<prison:code>/induction/", induction_steps.induction_steps, name="induction_steps"),
    path(
        "prisons/<prison:code>/induction/suggested/", induction_steps.suggested_steps, name="suggested_steps"
    ),
    path(
        "prisons/<prison:code>/induction/paper/",
        induction_steps.induction_blank_paper,
        name="induction_blank_paper",
    ),
    path("prisons/<prison:code>/induction/<int:pk>/", induction_steps.induction_step, name="induction_step"),
    path("prisons/<prison:code>/induction/<int:pk>/move/", induction_steps.move_step, name="move_step"),
    path("prisons/<prison:code>/induction/<int:pk>/end/", induction_steps.end_step, name="end_step"),
    path("people/<int:pk>/induction/<prison:code>/", induction.induction, name="induction"),
    path("people/<int:pk>/induction/<prison:code>/paper/", induction.induction_paper, name="induction_paper"),
    path("people/<int:pk>/induction/<prison:code>/typed/", induction.induction_typed, name="induction_typed"),
    path(
        "people/<int:pk>/induction/<prison:code>/steps/<int:step_pk>/sign/",
        induction.sign_step,
        name="sign_step",
    ),
    path(
        "people/<int:pk>/induction/<prison:code>/signatures/<int:signature_pk>/strike/",
        induction.strike_signature,
        name="strike_signature",
    ),
    path("prisons/<prison:code>/policies/", policies.policies, name="policies"),
    path("prisons/<prison:code>/policies/new/", policy_versions.policy_new, name="policy_new"),
    path("prisons/<prison:code>/policies/overdue/", policies.policies_overdue, name="policies_overdue"),
    path("prisons/<prison:code>/policies/<int:pk>/", policies.policy_document, name="policy_document"),
    path(
        "prisons/<prison:code>/policies/<int:pk>/acknowledge/",
        policies.acknowledge,
        name="acknowledge_policy",
    ),
    path(
        "prisons/<prison:code>/policies/<int:pk>/version/",
        policy_versions.policy_version,
        name="policy_version",
    ),
    path("prisons/<prison:code>/policies/<int:pk>/terms/", policy_versions.policy_terms, name="policy_terms"),
    path("prisons/<prison:code>/policies/<int:pk>/signed/", policy_versions.policy_signed, name="policy_signed"),
    path("prisons/<prison:code>/policies/<int:pk>/end/", policy_versions.end_policy, name="end_policy"),
    path("files/<int:pk>/", stored_files.stored_file, name="stored_file"),
]
