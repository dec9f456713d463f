"""What a GraphQL request may cost, decided before anything is executed."""

from typing import Any

from graphql import FieldNode, FragmentDefinitionNode, GraphQLError, OperationDefinitionNode, ValidationRule
from graphql.language import FragmentSpreadNode, InlineFragmentNode, SelectionSetNode

DEPTH = 8
"""Levels of fields."""

FIELDS = 200
"""Fields in all, counted as often as fragments repeat them."""

ALIASES = 15
"""Times that one object may be asked for the same field under different names."""


class DepthRule(ValidationRule):
    """Refuses what is nested too deeply."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Measure one operation."""
        if _depth(self, node.selection_set, frozenset()) > DEPTH and not _is_introspection(node):
            self.report_error(GraphQLError(f"The query is nested more than {DEPTH} levels deep"))


class CostRule(ValidationRule):
    """Refuses what asks for too much at once."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Count one operation."""
        if _fields(self, node.selection_set, frozenset()) > FIELDS and not _is_introspection(node):
            self.report_error(GraphQLError(f"The query asks for more than {FIELDS} fields"))

    def enter_selection_set(self, node: SelectionSetNode, *_: Any) -> None:
        """Count the names under which one object is asked for the same."""
        names = [field.name.value for field in node.selections if isinstance(field, FieldNode)]
        if any(names.count(name) > ALIASES for name in set(names)):
            self.report_error(GraphQLError(f"A field is asked for more than {ALIASES} times"))


def _is_introspection(node: OperationDefinitionNode) -> bool:
    fields = [field for field in node.selection_set.selections if isinstance(field, FieldNode)]
    return bool(fields) and all(field.name.value.startswith("__") for field in fields)


def _children(rule: ValidationRule, node: Any, seen: frozenset[str]) -> tuple[SelectionSetNode | None, frozenset[str]]:
    if isinstance(node, FragmentSpreadNode):
        name = node.name.value
        fragment: FragmentDefinitionNode | None = rule.context.get_fragment(name)
        return (None if fragment is None or name in seen else fragment.selection_set), seen | {name}
    return node.selection_set, seen


def _depth(rule: ValidationRule, selections: SelectionSetNode | None, seen: frozenset[str]) -> int:
    if selections is None:
        return 0
    deepest = 0
    for node in selections.selections:
        below, met = _children(rule, node, seen)
        own = 0 if isinstance(node, FragmentSpreadNode | InlineFragmentNode) else 1
        deepest = max(deepest, own + _depth(rule, below, met))
    return deepest


def _fields(rule: ValidationRule, selections: SelectionSetNode | None, seen: frozenset[str]) -> int:
    if selections is None:
        return 0
    total = 0
    for node in selections.selections:
        below, met = _children(rule, node, seen)
        total += isinstance(node, FieldNode) + _fields(rule, below, met)
        if total > FIELDS:
            break
    return total
