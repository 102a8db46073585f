"""Appoints the first coordinator of a new installation; `make start` runs it when there is nobody yet."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import DatabaseError
from django.db.models import Q

from coordination import emails
from coordination.actions.first_coordinator import appoint_first, has_first
from coordination.forms.sign_in import password_rules
from coordination.models import Prison, User
from coordination.policies import Refused, check_no_prison_numbers
from coordination.roles import Role


class Command(BaseCommand):
    help = (
        "Appoint the first coordinator, or with --national the first national lead. Asks for what is missing;"
        " where nobody can be asked, give --prison, --name and --email, and it prints a link to choose a password."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--prison", help="Agency code or name, for example EXI.")
        parser.add_argument("--name", help="First name and surname.")
        parser.add_argument("--email", help="E-mail address to sign in with.")
        parser.add_argument(
            "--national", action="store_true", help="A national lead instead of a coordinator."
        )
        parser.add_argument(
            "--if-missing", action="store_true", help="Say nothing where there is one already."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        role = Role.NATIONAL if options["national"] else Role.COORDINATOR
        if has_somebody(role):
            if options["if_missing"]:
                return
            raise CommandError(
                f"There is a {role.label.lower()} already, who invites the others from the portal."
            )
        if not options["national"]:
            self.stdout.write("The portal needs its first coordinator, who then invites everybody else.")
        prison = (
            None if options["national"] else self.ask("Prison (code or name)", options["prison"], find_prison)
        )
        name = self.ask("Name", options["name"], checked_name)
        email = self.ask("E-mail address", options["email"], checked_email)
        known = User.objects.filter(email=email).exists()
        password = self.ask_password(email, name) if sys.stdin.isatty() and not known else None
        try:
            posting = appoint_first(email=email, name=name, password=password, prison=prison)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{posting.user} ({posting.user.email}) is now: {posting}.")
        if not posting.user.has_usable_password():
            self.stdout.write(
                f"Open this address once to choose a password:\n{emails.password_link(posting.user)}"
            )

    def ask(self, question: str, given: str | None, check: Callable[[str], Any]) -> Any:
        """The checked answer: the option given, or what is typed until it is right."""
        if given is not None or not sys.stdin.isatty():
            try:
                return check((given or "").strip())
            except ValueError as error:
                raise CommandError(f"{question}: {error}") from None
        while True:
            try:
                return check(input(f"{question}: ").strip())
            except ValueError as error:
                self.stdout.write(f"  {error}")
            except EOFError:
                raise CommandError(
                    "Nothing was typed. Start again, or give --prison, --name and --email."
                ) from None

    def ask_password(self, email: str, name: str) -> str:
        """Typed twice, unseen, and good by the rules of every other password here."""
        self.stdout.write(password_rules())
        while True:
            password = getpass.getpass("Password: ")
            try:
                validate_password(password, User(email=email, name=name))
            except ValidationError as error:
                self.stdout.write("  " + " ".join(error.messages))
                continue
            if getpass.getpass("The same password again: ") == password:
                return password
            self.stdout.write("  The two differ. Type the same one twice.")


def has_somebody(role: Role) -> bool:
    """Whether somebody has the role. CommandError where the tables are not there yet."""
    try:
        return has_first(role)
    except DatabaseError as error:
        raise CommandError(
            "The database cannot be asked, or has no tables yet. Run `python manage.py migrate` first. "
            f"It said: {str(error).strip().splitlines()[0]}"
        ) from None


def find_prison(typed: str) -> Prison:
    """By code, by name, or by the one name that contains what was typed. ValueError otherwise."""
    if not typed:
        raise ValueError("give a prison, for example EXI.")
    named = Q(name__iexact=typed) | Q(short_name__iexact=typed)
    found = list(Prison.objects.filter(Q(code__iexact=typed) | named)) or list(
        Prison.objects.filter(name__icontains=typed)
    )
    if not found:
        raise ValueError(f"no prison is called “{typed}”. Try its three-letter code, for example EXI.")
    if len(found) > 1:
        names = ", ".join(f"{prison} ({prison.code})" for prison in found[:6])
        raise ValueError(f"several prisons match: {names}. Give the code.")
    return found[0]


def checked_name(typed: str) -> str:
    if not typed:
        raise ValueError("give a first name and a surname.")
    try:
        check_no_prison_numbers({"name": typed})
    except Refused as refused:
        raise ValueError(str(refused)) from None
    return typed[:120]


def checked_email(typed: str) -> str:
    try:
        validate_email(typed)
    except ValidationError:
        raise ValueError(
            f"“{typed}” is not an e-mail address." if typed else "give an e-mail address."
        ) from None
    return typed.casefold()
