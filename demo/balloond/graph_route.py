"""The address of GraphQL."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from demo.kernel import forms
from demo.kernel.errors import ApiError
from demo.kernel.identity import MaybeWho, Running, same_origin
from demo.kernel.throttle import client_of

router = APIRouter(include_in_schema=False)


@router.get("/graphql")
async def by_address(request: Request, deployment: Running, who: MaybeWho, query: str = "") -> Response:
    """Answer what stands in the address: what only a fault does."""
    if not deployment.faults.planted("graphql-by-address"):
        raise ApiError(405, "Method Not Allowed", headers={"Allow": "POST"})
    from demo.balloond import graph  # noqa: PLC0415 - as below
    from demo.balloond.graph_fields import Context  # noqa: PLC0415 - as below

    context = Context(deployment, who, client_of(request.scope, deployment))
    return JSONResponse(graph.answer(context, {"query": query}))


@router.post("/graphql")
async def graphql(request: Request, deployment: Running, who: MaybeWho) -> Response:
    """Answer a query or a mutation, sent as JSON and in no other way."""
    if "authorization" not in request.headers and not same_origin(request, deployment):
        raise ApiError(403, "CROSS_SITE_REQUEST")
    # The library takes as long to import as all the rest to start, and few runs ask for it.
    from demo.balloond import graph  # noqa: PLC0415
    from demo.balloond.graph_fields import Context  # noqa: PLC0415

    context = Context(deployment, who, client_of(request.scope, deployment))
    return JSONResponse(graph.answer(context, await forms.raw(request)))
