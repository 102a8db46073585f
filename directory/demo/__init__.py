"""The demonstration's services: written, decided, kept up and printed through the actions."""

from __future__ import annotations

from coordination.demo.world import World
from directory.demo.play import Stage, play, scenes
from directory.demo.texts import offers


def seed(world: World) -> None:
    stage = Stage(world)
    for _day, turn, offer, step in scenes(offers()):
        play(stage, offer, step, turn)
