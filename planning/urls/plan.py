"""The action plan, and what an inspector asks."""

from __future__ import annotations

from typing import Final

from django.urls import path

from planning.views import expectations, inspection, plan, plan_step

HERE: Final = "prisons/<prison:code>/plan/"
ONE: Final = f"{HERE}steps/<int:pk>/"

urlpatterns = [
    path(HERE, plan.action_plan, name="action_plan"),
    path(f"{HERE}level/", plan.set_level, name="set_level"),
    path(f"{HERE}manager/", plan.named_manager, name="set_named_manager"),
    path(f"{HERE}steps/add/", plan_step.add_plan_step, name="add_plan_step"),
    path(ONE, plan_step.plan_step, name="plan_step"),
    path(f"{ONE}change/", plan_step.change_plan_step, name="change_plan_step"),
    path(f"{ONE}link/", plan_step.link_evidence, name="link_evidence"),
    path(f"{ONE}linked/<int:evidence>/", plan_step.unlink_evidence, name="unlink_evidence"),
    path(f"{ONE}done/", plan_step.finish_plan_step, name="finish_plan_step"),
    path(f"{ONE}again/", plan_step.reopen_plan_step, name="reopen_plan_step"),
    path(f"{ONE}leave-out/", plan_step.leave_out_plan_step, name="leave_out_plan_step"),
    path("expectations/", expectations.expectations, name="expectations"),
    path("expectations/<slug:slug>/", expectations.change_expectation, name="change_expectation"),
    path("expectations/indicators/<int:pk>/", expectations.change_indicator, name="change_indicator"),
    path("prisons/<prison:code>/inspection/", inspection.inspection_evidence, name="inspection_evidence"),
    path("prisons/<prison:code>/inspection/paper.pdf", inspection.inspection_paper, name="inspection_paper"),
]
