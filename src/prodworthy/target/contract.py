"""The machine-readable contract of a deployment, as declared."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from prodworthy.target.access import Path
from prodworthy.target.model import Model
from prodworthy.target.steps import Seconds

_GATE_S, _AUDIT_S = 30.0, 600.0

OptionalPath = Path | Annotated[str, Field(pattern="^$")]


class Contract(Model):
    """The machine-readable contract.

    Attributes:
        document: path of the OpenAPI document, or of a page of Swagger UI; empty: looked for at the usual places.
        further_documents: paths of further documents of the same deployment. They share the time.
        profile: how long they may take where `budget_s` does not say: 30 seconds at a gate, 10 minutes for an audit.
        budget_s: seconds that the contract's checks may take together: finding the documents, loading the generator,
            and fuzzing, which has what is left, shared by all operations.
        seed: of the fuzzing; None: a new one each run, printed.
        exclude: operations to leave alone, as `METHOD /path` or `/path`.
        irreversible: operations that remove something or take a payment and are tried all the same, as `METHOD /path`
            or `/path`, of GraphQL as `mutation name`; others of that kind are left alone, whatever the run may do.
        shared: operations by which every account may change, or remove, what another one has made, as in a wiki; as
            `METHOD /path` or `/path`.
        private: operations that show what an account has made to that account alone, named in the same way; what the
            `read` step of an `[[auth.objects]]` asks for is private without being named here.
        operations: how many operations are promised to be documented; None: no figure is promised.
        areas: parts of the product that the document has to cover, each with further words for it in tags and paths.
        slow_ms: how long an operation may take to answer; milliseconds.
        graphql_share: the part of the time that is kept for GraphQL where there is one beside an OpenAPI document.
        graphql: path of the GraphQL service; empty: looked for at the usual places.
        graphql_schema: path of its schema in the schema definition language, where it is served; empty: introspection
            with a test account's credential tells it.
    """

    document: OptionalPath = ""
    further_documents: tuple[Path, ...] = ()
    profile: Literal["gate", "audit"] = "gate"
    budget_s: Seconds | None = None
    seed: int | None = None
    exclude: tuple[str, ...] = ()
    irreversible: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    operations: Annotated[int, Field(ge=1)] | None = None
    areas: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    slow_ms: Annotated[float, Field(gt=0)] = 2000.0
    graphql_share: Annotated[float, Field(gt=0, lt=1)] = 0.2
    graphql: OptionalPath = ""
    graphql_schema: OptionalPath = ""

    @property
    def time_s(self) -> float:
        """How long the contract's checks may take together, in seconds."""
        return self.budget_s or (_AUDIT_S if self.profile == "audit" else _GATE_S)
