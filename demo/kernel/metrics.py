"""The metrics listener, apart from the site: monitoring reads it, the public cannot."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.kernel.deployment import Deployment

_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def application(deployment: Deployment) -> Starlette:
    """Make the application of the metrics listener."""

    async def metrics(_request: Request) -> Response:
        text = (
            "# HELP build_info The release that runs.\n# TYPE build_info gauge\n"
            f'build_info{{product="{deployment.product}",version="{deployment.version}"}} 1\n'
        )
        return Response(text, headers={"Content-Type": _TYPE})

    return Starlette(routes=[Route("/metrics", metrics)])
