"""Groups of which all keep apart from each other, out of pairs that do."""

from collections.abc import Collection, Mapping, Sequence


def cliques(apart: Collection[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Give groups of which no two meet, such that every pair given is in one of them.

    As large as can be told at once: whoever keeps apart from most joins first.
    """
    met = _met(apart)
    ranked = sorted(met, key=lambda one: (-len(met[one]), one))
    told: dict[int, set[int]] = {one: set() for one in met}
    found: list[tuple[int, ...]] = []
    for one in ranked:
        for other in ranked:
            if other in met[one] and other not in told[one]:
                found.append(_grown(met, ranked, (one, other)))
                for member in found[-1]:
                    told[member].update(found[-1])
    return tuple(found)


def _met(apart: Collection[tuple[int, int]]) -> Mapping[int, set[int]]:
    met: dict[int, set[int]] = {}
    for one, other in apart:
        met.setdefault(one, set()).add(other)
        met.setdefault(other, set()).add(one)
    return met


def _grown(
    met: Mapping[int, set[int]], ranked: Sequence[int], pair: tuple[int, int]
) -> tuple[int, ...]:
    """Let whoever keeps apart from all of a group join it, in turn."""
    group = [*pair]
    common = met[pair[0]] & met[pair[1]]
    for one in ranked:
        if one in common:
            group.append(one)
            common &= met[one]
    return tuple(group)
