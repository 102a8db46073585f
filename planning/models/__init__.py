from planning.models.assessment import GroupCount, NeedsAssessment, PathwayNeed, PinnedSource, ReleaseShare
from planning.models.call import Call, Expression, ToldOrganisation
from planning.models.closing import ExitStep, ManagedExit
from planning.models.inspection import Expectation, Indicator
from planning.models.plan import ActionPlan, Activity, Level, PlanEvidence, PlanStep
from planning.models.priority import Priority
from planning.models.report import AskedDecision, GapReport, ReportRun, ReportRunPrison

__all__ = [
    "ActionPlan",
    "Activity",
    "AskedDecision",
    "Call",
    "ExitStep",
    "Expectation",
    "Expression",
    "GapReport",
    "GroupCount",
    "Indicator",
    "Level",
    "ManagedExit",
    "NeedsAssessment",
    "PathwayNeed",
    "PinnedSource",
    "PlanEvidence",
    "PlanStep",
    "Priority",
    "ReleaseShare",
    "ReportRun",
    "ReportRunPrison",
    "ToldOrganisation",
]
