"""The people of a demonstration who can be signed in as. They exist only in a database that was seeded as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coordination.roles import Role

# One for all of them, shown to everybody: it opens nothing but invented data.
PASSWORD: Final = "demonstration only"  # noqa: S105


@dataclass(frozen=True)
class Account:
    """`prison` is the code of the prison that the account is there to show; empty where the role is not tied to one.

    `organisation` is a key of coordination/demo/organisations.toml.
    """

    role: Role
    name: str
    mailbox: str
    prison: str = ""
    organisation: str = ""

    @property
    def email(self) -> str:
        return f"{self.mailbox}@demo.example.org"


ACCOUNTS: Final = (
    Account(Role.COORDINATOR, "Tamsin Hale", "coordinator.exeter", prison="EXI"),
    Account(Role.GOVERNOR, "Martin Okafor", "governor.exeter", prison="EXI"),
    Account(Role.STAFF, "Sally Brewer", "staff.exeter", prison="EXI"),
    Account(Role.GATE, "Graham Tidball", "gate.exeter", prison="EXI"),
    Account(Role.MANAGER, "Kwame Boateng", "manager.exeter", prison="EXI", organisation="ottermead-enterprise"),
    Account(Role.WORKER, "Joe Amankwah", "worker.exeter", prison="EXI", organisation="ottermead-enterprise"),
    Account(Role.COORDINATOR, "Priya Nair", "coordinator.guysmarsh", prison="GMI"),
    Account(Role.GOVERNOR, "Helen Stride", "governor.guysmarsh", prison="GMI"),
    Account(Role.STAFF, "Dean Foley", "staff.guysmarsh", prison="GMI"),
    Account(Role.GATE, "Wendy Pitman", "gate.guysmarsh", prison="GMI"),
    Account(Role.MANAGER, "Oluwaseun Bright", "manager.guysmarsh", prison="GMI", organisation="tallowmere-advice"),
    Account(Role.WORKER, "Jan Cottrell", "worker.guysmarsh", prison="GMI", organisation="tallowmere-advice"),
    Account(Role.COORDINATOR, "Bill Northcott", "coordinator.dartmoor", prison="DAI"),
    Account(Role.COORDINATOR, "Amina Yusuf", "coordinator.eastwoodpark", prison="EWI"),
    Account(Role.COORDINATOR, "Carys Lloyd", "coordinator.cardiff", prison="CFI"),
    Account(Role.COORDINATOR, "Jess Penrose", "coordinator.bristol", prison="BLI"),
    Account(Role.LEAD, "Fiona Redgrave", "lead"),
    Account(Role.NATIONAL, "Samuel Adjei", "national"),
)  # fmt: skip
