"""Pages about the people who come in."""

from __future__ import annotations

from django.urls import path

from inductions.views import (
    attendance,
    calendars,
    clearances,
    evidence,
    evidence_lists,
    gate,
    gate_papers,
    induction,
    induction_steps,
    module_rules,
    my_record,
    my_training,
    objections,
    people,
    people_import,
    people_work,
    policies,
    policy_versions,
    prison_clearances,
    readings,
    stopping,
    stored_files,
    training,
    training_changes,
    training_records,
    training_session,
    workers,
)

urlpatterns = [
    path("prisons/<prison:code>/workers/", workers.workers, name="workers"),
    path("prisons/<prison:code>/workers/add/", workers.worker_add, name="worker_add"),
    path("prisons/<prison:code>/workers/import/", people_import.workers_import, name="workers_import"),
    path(
        "prisons/<prison:code>/workers/import/<int:pk>/",
        people_import.workers_import_list,
        name="workers_import_list",
    ),
    path(
        "prisons/<prison:code>/workers/import/<int:pk>/bring/",
        people_import.workers_import_bring,
        name="workers_import_bring",
    ),
    path(
        "prisons/<prison:code>/workers/import/<int:pk>/drop/",
        people_import.workers_import_drop,
        name="workers_import_drop",
    ),
    path("organisations/<slug:slug>/workers/", workers.own_workers, name="own_workers"),
    path("organisations/<slug:slug>/workers/add/", workers.own_worker_add, name="own_worker_add"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/details/<slug:slug>/", people.person_details, name="person_details"),
    path("people/<int:pk>/invite/<slug:slug>/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/export/", my_record.person_export, name="person_export"),
    path(
        "people/<int:pk>/engagements/<int:engagement_pk>/",
        people_work.engagement_change,
        name="engagement_change",
    ),
    path(
        "people/<int:pk>/engagements/<int:engagement_pk>/end/",
        people_work.engagement_end,
        name="engagement_end",
    ),
    path(
        "people/<int:pk>/engagements/<int:engagement_pk>/place/",
        people_work.placement_add,
        name="placement_add",
    ),
    path("people/<int:pk>/places/<int:placement_pk>/", people_work.placement_change, name="placement_change"),
    path("people/<int:pk>/places/<int:placement_pk>/end/", people_work.placement_end, name="placement_end"),
    path("people/<int:pk>/objections/<int:objection_pk>/", objections.objection, name="objection"),
    # Whoever holds the token of their letter: see secret_links.
    path("held/<str:token>/", objections.what_is_held, name="what_is_held"),
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
    path("people/<int:pk>/name/<prison:code>/", clearances.person_name, name="person_name"),
    path("people/<int:pk>/stop/<prison:code>/", stopping.stop_person, name="stop_person"),
    path("people/<int:pk>/stop/<prison:code>/lift/", stopping.lift_person_stop, name="lift_person_stop"),
    path("prisons/<prison:code>/clearances/", prison_clearances.prison_clearances, name="prison_clearances"),
    path("prisons/<prison:code>/gate/", gate.gate, name="gate"),
    path("prisons/<prison:code>/gate/in/<int:pk>/", gate.gate_arrive, name="gate_arrive"),
    path("prisons/<prison:code>/gate/out/<int:pk>/", gate.gate_leave, name="gate_leave"),
    path("prisons/<prison:code>/gate/sheet/", gate_papers.gate_sheet, name="gate_sheet"),
    path("prisons/<prison:code>/gate/roll-call/", gate_papers.roll_call, name="roll_call"),
    path("prisons/<prison:code>/gate/paper/", gate_papers.gate_paper, name="gate_paper"),
    # Training: what is required, sessions, records, calendars.
    path("prisons/<prison:code>/training/", training.training, name="training"),
    path("prisons/<prison:code>/training/plan/", training.training_plan, name="training_plan"),
    path("prisons/<prison:code>/training/rules/", module_rules.module_rules, name="module_rules"),
    path(
        "prisons/<prison:code>/training/rules/<slug:module>/reading/",
        module_rules.reading_publish,
        name="reading_publish",
    ),
    path(
        "prisons/<prison:code>/training/to-verify/",
        training_records.training_to_verify,
        name="training_to_verify",
    ),
    path(
        "prisons/<prison:code>/training/<int:pk>/", training_session.training_session, name="training_session"
    ),
    path(
        "prisons/<prison:code>/training/<int:pk>/change/",
        training_changes.training_change,
        name="training_change",
    ),
    path(
        "prisons/<prison:code>/training/<int:pk>/places/",
        training_changes.training_places,
        name="training_places",
    ),
    path(
        "prisons/<prison:code>/training/<int:pk>/cancel/",
        training_changes.training_cancel,
        name="training_cancel",
    ),
    path(
        "prisons/<prison:code>/training/<int:pk>/not-run/",
        training_changes.training_not_run,
        name="training_not_run",
    ),
    path(
        "prisons/<prison:code>/training/<int:pk>/ran-after-all/",
        training_changes.training_take_back,
        name="training_take_back",
    ),
    path(
        "prisons/<prison:code>/training/<int:pk>/bookings/<int:booking_pk>/cancel/",
        training_changes.booking_cancel,
        name="booking_cancel",
    ),
    path(
        "prisons/<prison:code>/training/<int:pk>/who-came/",
        attendance.training_attendance,
        name="training_attendance",
    ),
    path(
        "prisons/<prison:code>/training/<int:pk>/register.pdf",
        attendance.training_register,
        name="training_register",
    ),
    path(
        "prisons/<prison:code>/training/<int:pk>/session.ics",
        calendars.training_calendar,
        name="training_calendar",
    ),
    path("reading/<int:pk>/", readings.reading, name="reading"),
    path("my-training/", my_training.my_training, name="my_training"),
    path("my-training/calendar-addresses/", calendars.calendar_feeds, name="calendar_feeds"),
    path(
        "my-training/calendar-addresses/<int:pk>/end/", calendars.calendar_feed_end, name="calendar_feed_end"
    ),
    # Whoever holds the token may read it: see secret_links.
    path("calendar/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("people/<int:pk>/training/", training_records.training_of, name="training_of"),
    path(
        "people/<int:pk>/training/<prison:code>/earlier/",
        training_records.training_earlier,
        name="training_earlier",
    ),
    path(
        "people/<int:pk>/training/<prison:code>/<int:record_pk>/verify/",
        training_records.record_verify,
        name="record_verify",
    ),
    path(
        "people/<int:pk>/training/<int:record_pk>/strike/",
        training_records.record_strike,
        name="record_strike",
    ),
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
    path("people/<int:pk>/induction/<prison:code>/sign/", induction.sign_ticked, name="sign_ticked"),
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
    path(
        "prisons/<prison:code>/policies/<int:pk>/signed/", policy_versions.policy_signed, name="policy_signed"
    ),
    path("prisons/<prison:code>/policies/<int:pk>/end/", policy_versions.end_policy, name="end_policy"),
    path("prisons/<prison:code>/people-evidence/", evidence.people_evidence, name="people_evidence"),
    path(
        "prisons/<prison:code>/people-evidence/people/",
        evidence_lists.people_behind,
        name="people_behind",
    ),
    path(
        "prisons/<prison:code>/people-evidence/sessions/",
        evidence_lists.sessions_behind,
        name="sessions_behind",
    ),
    path(
        "prisons/<prison:code>/people-evidence/evidence.csv",
        evidence.people_evidence_file,
        {"kind": "csv"},
        name="people_evidence_csv",
    ),
    path(
        "prisons/<prison:code>/people-evidence/evidence.xlsx",
        evidence.people_evidence_file,
        {"kind": "xlsx"},
        name="people_evidence_xlsx",
    ),
    path("compare/", evidence.compare_prisons, name="compare_prisons"),
    path("compare/prisons.csv", evidence.compare_prisons_file, {"kind": "csv"}, name="compare_prisons_csv"),
    path(
        "compare/prisons.xlsx", evidence.compare_prisons_file, {"kind": "xlsx"}, name="compare_prisons_xlsx"
    ),
    path("files/<int:pk>/", stored_files.stored_file, name="stored_file"),
]
