"""The way from an empty prison to two printed directories, and what one lacks that is worth printing.

    directory_of(prison, today), work_of(prison, today)     what the data says; the only part that asks the database
    steps(directory, work) -> [Step]                        the path: each step done, next or later
    left(directory, work) -> [Line]                         what is missing, fine or not known, worst first
    is_worth_printing(directory) -> bool                    see `left`

Nothing here is ticked or kept: a wing that is ended opens its step again (docs/adr/0038).
"""

from directory.first_day.facts import Directory, Work, directory_of, work_of
from directory.first_day.left import Line, is_worth_printing, left
from directory.first_day.steps import Step, steps

__all__ = [
    "Directory",
    "Line",
    "Step",
    "Work",
    "directory_of",
    "is_worth_printing",
    "left",
    "steps",
    "work_of",
]
