"""Request parameters: Stripe's bracketed form fields read as a tree, and checked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flashsale.fakestripe.refusals import wrong_parameter

Tree = dict[str, "str | Tree"]
MOST_METADATA_KEYS = 50
LONGEST_METADATA_KEY = 40
LONGEST_METADATA_VALUE = 500


def read_tree(fields: Iterable[tuple[str, str]]) -> Tree:
    """Return `a[b][0]=x` as {"a": {"b": {"0": "x"}}}; `a[]=x` numbers by itself.

    Raises ApiRefusal when one name is both a value and a branch.
    """
    tree: Tree = {}
    for name, value in fields:
        head, *rest = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name) or [""]
        branch = tree
        path = [head, *rest]
        for step in path[:-1]:
            below = branch.setdefault(step, {})
            if isinstance(below, str):
                raise wrong_parameter(name, f"Invalid parameter: {name}")
            branch = below
        branch[path[-1] or str(len(branch))] = value
    return tree


def refuse_unknown(tree: Tree, known: Iterable[str], within: str = "") -> None:
    """Refuse a parameter that is not known here.

    The stand-in never ignores what Stripe would act upon.

    Raises ApiRefusal.
    """
    unknown = sorted(set(tree) - set(known))
    if "payment_method_types" in unknown:
        # Removed from the API in 2026-09-30.endive.
        raise wrong_parameter(
            "payment_method_types",
            "payment_method_types is no longer supported; "
            "use allowed_payment_method_types.",
            "payment_method_types_no_longer_supported",
        )
    if unknown:
        name = f"{within}[{unknown[0]}]" if within else unknown[0]
        raise wrong_parameter(
            name, f"Received unknown parameter: {name}", "parameter_unknown"
        )


@dataclass(frozen=True, slots=True)
class Parameters:
    """One branch of a request, and where it hangs in the whole (`within`)."""

    tree: Tree
    within: str = ""

    def name(self, key: str) -> str:
        """Return the full name of a parameter, as errors tell it."""
        return f"{self.within}[{key}]" if self.within else key

    def text(self, key: str, longest: int = 5000) -> str | None:
        """Return a text, or None when it is absent or empty."""
        value = self.tree.get(key)
        if isinstance(value, dict):
            raise wrong_parameter(self.name(key), f"Invalid string: {self.name(key)}")
        if value and len(value) > longest:
            raise wrong_parameter(
                self.name(key), f"{self.name(key)} must be {longest} characters or less"
            )
        return value or None

    def required(self, key: str, longest: int = 5000) -> str:
        """Return a text that must be there."""
        value = self.text(key, longest)
        if value is None:
            name = self.name(key)
            raise wrong_parameter(
                name, f"Missing required param: {name}.", "parameter_missing"
            )
        return value

    def choice(self, key: str, choices: Iterable[str], default: str) -> str:
        """Return one of `choices`, or `default` when absent."""
        value = self.text(key) or default
        allowed = list(choices)
        if value not in allowed:
            raise wrong_parameter(
                self.name(key),
                f"Invalid {self.name(key)}: must be one of {', '.join(allowed)}",
            )
        return value

    def integer(self, key: str, default: int | None = None) -> int:
        """Return a whole number; required when there is no default."""
        value = self.text(key) if default is not None else self.required(key)
        if value is None and default is not None:
            return default
        if value is None or not re.fullmatch(r"-?\d{1,15}", value, re.ASCII):
            name = self.name(key)
            raise wrong_parameter(
                name, f"Invalid integer: {value}", "parameter_invalid_integer"
            )
        return int(value)

    def branch(self, key: str, known: Iterable[str] | None = None) -> "Parameters":
        """Return the branch under `key`, empty when absent; refuse unknown names."""
        value = self.tree.get(key, {})
        if isinstance(value, str):
            raise wrong_parameter(self.name(key), f"Invalid object: {self.name(key)}")
        if known is not None:
            refuse_unknown(value, known, self.name(key))
        return Parameters(value, self.name(key))

    def texts(self, key: str) -> list[str]:
        """Return a list of texts."""
        branch = self.branch(key)
        return [branch.required(place) for place in branch.tree]

    def metadata(self, key: str = "metadata") -> dict[str, str]:
        """Return metadata within Stripe's limits (docs.stripe.com/api/metadata)."""
        branch = self.branch(key)
        if len(branch.tree) > MOST_METADATA_KEYS:
            raise wrong_parameter(self.name(key), "metadata has too many keys")
        found: dict[str, str] = {}
        for word in branch.tree:
            if len(word) > LONGEST_METADATA_KEY:
                raise wrong_parameter(branch.name(word), "a metadata key is too long")
            value = branch.text(word, LONGEST_METADATA_VALUE)
            if value is not None:
                found[word] = value
        return found
