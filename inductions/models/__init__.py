from inductions.models.bringing_in import WorkerImport, WorkerImportRow
from inductions.models.clearance import Clearance, ClearanceEvent, ClearanceLevel, Reliance
from inductions.models.document import Acknowledgement, PolicyDocument, StoredFile
from inductions.models.induction import InductionStep, StepSignature
from inductions.models.module import ModuleRule, Reading, TrainingModule
from inductions.models.objection import Objection
from inductions.models.person import Person
from inductions.models.placement import AccessStop, Engagement, Placement, WorkerKind
from inductions.models.training_record import TrainingRecord
from inductions.models.training_session import Booking, CalendarFeed, TrainingSession
from inductions.models.visit import Visit

__all__ = [
    "AccessStop",
    "Acknowledgement",
    "Booking",
    "CalendarFeed",
    "Clearance",
    "ClearanceEvent",
    "ClearanceLevel",
    "Engagement",
    "InductionStep",
    "ModuleRule",
    "Objection",
    "Person",
    "Placement",
    "PolicyDocument",
    "Reading",
    "Reliance",
    "StepSignature",
    "StoredFile",
    "TrainingModule",
    "TrainingRecord",
    "TrainingSession",
    "Visit",
    "WorkerImport",
    "WorkerImportRow",
    "WorkerKind",
]
