"""Planning a project: the model writes words, the solver keeps the rules, people decide."""

from dataclasses import dataclass
from typing import Annotated

from core.call import Call
from core.cards import Card
from core.commands import Command, Option
from core.errors import Refused, Unavailable
from core.features.plan_cards import proposal_card, unfit_card
from core.model.people import PersonId
from core.model.places import Audience
from core.model.plans import Outline, Plan, ProposalState, Worker
from core.model.projects import Project, Standing
from core.planning.brief import outline_brief, verdict_brief
from core.planning.check import broken
from core.planning.outline import Verdict, read_outline, read_verdict
from core.planning.templates import template_outline
from core.planning.words import speaks_of_presentation
from core.ports.outside import PlanProblem
from core.ports.storage import Work
from core.writing import Silence, consult

_READING, _WRITING, _SOLVING, _SAVING = range(4)


@dataclass(frozen=True, slots=True)
class PlanProject:
    """Plan the project; `wish` is what the plan should mind."""

    wish: Annotated[str, Option(longest=300, long=True, main=True)] = ""
    project: Project | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What a plan is made from; `silence` tells why the model did not write it."""

    outline: Outline
    silence: Silence | None = None


async def plan(call: Call, ask: PlanProject) -> Card:
    """Propose a plan: judge, write, solve, save."""
    project = call.project
    progress = call.slow.progress
    async with call.read() as work:
        await _check_open(work, project)
        workers = await workers_of(work, project)
    progress.at(_READING)
    verdict = await call.step(
        f"verdict:{project.version}", Verdict, lambda: _judge(call)
    )  # fmt: skip
    if verdict.unfit:
        return unfit_card(call, verdict.unfit)
    progress.at(_WRITING)
    words = await call.step(
        f"words:{project.version}", Words, lambda: _write(call, workers, ask.wish)
    )  # fmt: skip
    progress.at(_SOLVING)
    problem = PlanProblem(words.outline, workers, project.start, project.end)
    solved = await solve(call, problem)
    progress.at(_SAVING)
    async with call.change() as work:
        await _check_same(work, call, project)
        proposal = await work.proposals.add(
            project.id, call.slow.job, solved, ask.wish, call.now
        )  # fmt: skip
    return proposal_card(call, project, proposal, words.silence)


async def plan_key(work: Work, call: Call, _ask: PlanProject) -> str:
    """Give the identity of the ask: the next plan of this project, whoever asks and how often.

    One that was changed since it was found unfit is judged anew.
    """
    project = call.project
    await _check_open(work, project)
    return f"{project.id}:{len(await work.proposals.all(project.id))}:{project.version}"


async def solve(call: Call, problem: PlanProblem) -> Plan:
    """Give a plan that keeps every rule it does not name as relaxed.

    Raises:
        Refused: there is none.
        RuntimeError: the solver broke a rule; nothing is saved.
    """
    solved = await call.ports.planner.plan(problem)
    breaches = broken(solved, problem)
    if breaches:
        raise RuntimeError(f"the solver broke a rule: {breaches}")
    return solved


async def _check_open(work: Work, project: Project) -> None:
    proposals = await work.proposals.all(project.id)
    if any(proposal.state is ProposalState.ADOPTED for proposal in proposals):
        raise Refused("plan.already_adopted")


async def _check_same(work: Work, call: Call, project: Project) -> None:
    """Let the job begin anew where what it planned is another: what it is about, its days, people.

    With other people it goes on with the words it has.

    Raises:
        Unavailable: it is.
    """
    await work.projects.hold(project.id)
    now = await work.projects.get(call.space.id, project.id)
    if now is None or now.version != project.version or _people(now) != _people(project):
        raise Unavailable("project", "it or its members changed")


def _people(project: Project) -> set[PersonId]:
    return {each.person for each in project.members}


async def workers_of(work: Work, project: Project) -> tuple[Worker, ...]:
    """Give the members of a project as the solver sees them."""
    profiles = [await work.people.profile(member.person) for member in project.members]
    return tuple(
        Worker(member.person, member.name, profile.skills, tuple(map(str, profile.roles)))
        for member, profile in zip(project.members, profiles, strict=True)
    )


async def _judge(call: Call) -> Verdict:
    """Give the model's verdict; where it gives none, nothing is held against the project."""
    brief = verdict_brief(call.project, call.locale)
    verdict = await consult(call, brief, read_verdict, lambda _: None)
    return Verdict() if isinstance(verdict, Silence) else verdict


async def _write(call: Call, workers: tuple[Worker, ...], wish: str) -> Words:
    """Give the outline in words: the model's, or the template where it is silent."""
    project = call.project
    presentation = speaks_of_presentation(project.description)
    outline = await consult(
        call,
        outline_brief(project, workers, wish, call.locale),
        lambda value: read_outline(value, presentation=presentation),
        lambda count: call.slow.progress.at(_WRITING, call.say("plan.written", count=count)),
    )
    if isinstance(outline, Silence):
        template = template_outline(call.ports.phrases, call.locale, presentation=presentation)
        return Words(template, outline)
    return Words(outline)


COMMANDS = (
    Command(
        "project plan",
        PlanProject,
        plan,
        who=Standing.MEMBER,
        answer=Audience.CHANNEL,
        stages=("plan.stage.reading", "plan.stage.writing", "plan.stage.solving",
                "plan.stage.saving"),
        key=plan_key,
        in_place=True,
    ),
)  # fmt: skip
