"""Who may do what: the one place where it is decided."""

from core.errors import Refused
from core.model.courses import Course
from core.model.people import Person
from core.model.projects import Project, Standing


def standing_of(person: Person, project: Project | None) -> Standing:
    """Give what `person` is to `project`, or to their space where no project is meant."""
    if project is not None and project.space != person.space:
        return Standing.OUTSIDER
    if person.staff:
        return Standing.STAFF
    return Standing.OUTSIDER if project is None else project.standing_of(person.id)


def standing_in(person: Person, course: Course, *, enrolled: bool) -> Standing:
    """Give what `person` is to a course of their space: staff, a member, or nobody."""
    if course.space != person.space:
        return Standing.OUTSIDER
    if person.staff:
        return Standing.STAFF
    return Standing.MEMBER if enrolled else Standing.OUTSIDER


def admit_in(person: Person, needed: Standing, course: Course, *, enrolled: bool) -> Standing:
    """Give the standing with which `person` may go on in a course; nobody leads one.

    Raises:
        Refused: it is not enough.
    """
    standing = standing_in(person, course, enrolled=enrolled)
    if standing.reaches(Standing.MEMBER if needed is Standing.LEADER else needed):
        return standing
    if needed is Standing.STAFF:
        raise Refused("access.staff")
    raise Refused("access.course", code=course.code)


def admit(person: Person, needed: Standing, project: Project | None) -> Standing:
    """Give the standing with which `person` may go on.

    Raises:
        Refused: it is not enough. To an outsider a project does not exist.
    """
    standing = standing_of(person, project)
    if standing.reaches(needed):
        return standing
    if project is not None and standing is Standing.OUTSIDER:
        raise Refused("project.unknown", option="project")
    raise Refused(f"access.{needed}")
