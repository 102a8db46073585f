from coordination.models.audit import AuditEntry
from coordination.models.installation import Installation
from coordination.models.invitation import Invitation
from coordination.models.job_run import JobRun
from coordination.models.kept_file import KeptFile
from coordination.models.mail_address import MailAddress, MailEvent
from coordination.models.merge import MergeConsent, OrganisationMerge
from coordination.models.organisation import Organisation
from coordination.models.posting import Posting
from coordination.models.prison import Prison, PrisonSet, Wing
from coordination.models.reference import (
    Area,
    DeliveryWay,
    Group,
    Language,
    Pathway,
    PrisonCategory,
    PrisonFunction,
    ProtectedCharacteristic,
    Stage,
    WayToAsk,
)
from coordination.models.registration import JoinRequest, Registration, RegistrationChoice
from coordination.models.reminder import Reminder
from coordination.models.user import User

__all__ = [
    "Area",
    "AuditEntry",
    "DeliveryWay",
    "Group",
    "Installation",
    "Invitation",
    "JobRun",
    "JoinRequest",
    "KeptFile",
    "Language",
    "MailAddress",
    "MailEvent",
    "MergeConsent",
    "Organisation",
    "OrganisationMerge",
    "Pathway",
    "Posting",
    "Prison",
    "PrisonCategory",
    "PrisonFunction",
    "PrisonSet",
    "ProtectedCharacteristic",
    "Registration",
    "RegistrationChoice",
    "Reminder",
    "Stage",
    "User",
    "WayToAsk",
    "Wing",
]
