"""What a plan costs: rules given up first of all, then how far it is from what is wished."""

from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from core.model.plans import Rule

_EACH = {Rule.DISTINCT_SPANS: 50, Rule.EFFORT: 20, Rule.DEPENDENCIES: 100, Rule.BALANCE: 500}
"""The cost of one breach, where the rule is given up: a day, a pair, a piece too many."""


class Concessions:
    """Collects the costs of a model.

    Giving up a rule costs more than keeping all rules that are given up before it and
    everything wished together; so the solver gives up rules in the order of `Rule`, as few
    as it can, and breaks a given-up rule as little as it can.
    """

    def __init__(self, model: CpModel) -> None:
        self._model = model
        self._given_up = {rule: model.new_bool_var(rule) for rule in Rule}
        self._costs: list[tuple[IntVar, int]] = []
        self._most = 0

    def breach(self, rule: Rule, most: int = 1) -> IntVar:
        """Give a variable that is 0, or up to `most` where `rule` is given up."""
        breach = self.wished(most, _EACH[rule])
        self._model.add(breach <= most * self._given_up[rule])
        return breach

    def wished(self, most: int, cost: int = 1) -> IntVar:
        """Give a variable from 0 to `most` that had best be small."""
        variable = self._model.new_int_var(0, most, "")
        self.charge(variable, cost, most)
        return variable

    def charge(self, variable: IntVar, cost: int, most: int = 1) -> None:
        """Let every unit of `variable`, 0 to `most`, cost `cost`."""
        self._costs.append((variable, cost))
        self._most += cost * most

    def minimize(self) -> None:
        """Set the goal of the model."""
        for order, given_up in enumerate(self._given_up.values()):
            self._costs.append((given_up, (self._most + 1) << order))
        variables, costs = zip(*self._costs, strict=True)
        goal = LinearExpr.weighted_sum(variables, costs)  # pyright: ignore[reportUnknownMemberType]  # untyped there
        self._model.minimize(goal)
