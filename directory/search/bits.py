"""Sets of entry numbers as whole numbers: bit n is set where entry n belongs to the set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from directory.models.search import BLOCK


def one(number: int) -> int:
    """The set that holds one entry."""
    return 1 << number


def packed(bits: int) -> bytes:
    """Least significant byte first, without empty bytes at the end; the empty set is no byte at all."""
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def unpacked(data: bytes | memoryview) -> int:
    return int.from_bytes(data, "little")


def joined(blocks: Iterable[tuple[int, bytes | memoryview]]) -> int:
    """One set from its blocks (number of the block, its bytes)."""
    bits = 0
    for block, data in blocks:
        bits |= unpacked(data) << (block * BLOCK)
    return bits


def place_of(number: int) -> tuple[int, int]:
    """Block of the entry, and its bit within the block as a set."""
    block, bit = divmod(number, BLOCK)
    return block, 1 << bit


def with_bit(data: bytes, bit: int, on: int) -> bytes:
    """The packed set with one bit set or cleared; noughts are added where it ends before."""
    changed = bytearray(data.ljust(bit // 8 + 1, b"\0"))
    if on:
        changed[bit // 8] |= 1 << bit % 8
    else:
        changed[bit // 8] &= ~(1 << bit % 8)
    return bytes(changed)


def numbers(bits: int) -> Iterator[int]:
    """Entry numbers of the set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
