"""All that is said of proposed teams, as the solver gives it: no unit of work may be open."""

from core.model.formation import Formation, Proof, TeamProblem
from core.ports.outside import TeamFormer
from core.reports.teams import Names, Sheet


async def scored(former: TeamFormer, problem: TeamProblem, formation: Formation) -> Formation:
    """Give the teams with the points they have now, their order being kept."""
    outdated = formation.proof is Proof.OUTDATED
    return await former.judge(problem, formation) if outdated else formation


async def drawn(
    former: TeamFormer, problem: TeamProblem, formation: Formation, names: Names
) -> Sheet:
    """Give the teams with why everybody is where they are."""
    now = await scored(former, problem, formation)
    placements = await former.explain(problem, now)
    return Sheet(problem, now, {each.person: each for each in placements}, names)
