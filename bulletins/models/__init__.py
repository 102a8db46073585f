from bulletins.models.delivery import Delivery, MinuteOfSending, SendingLane
from bulletins.models.issue import BulletinContent, BulletinIssue, BulletinSetting
from bulletins.models.item import BulletinImage, BulletinItem, Section
from bulletins.models.numbering import IssueNumbering
from bulletins.models.paper import BulletinPaper
from bulletins.models.reader import Audience, Reader

__all__ = [
    "Audience",
    "BulletinContent",
    "BulletinImage",
    "BulletinIssue",
    "BulletinItem",
    "BulletinPaper",
    "BulletinSetting",
    "Delivery",
    "IssueNumbering",
    "MinuteOfSending",
    "Reader",
    "Section",
    "SendingLane",
]
