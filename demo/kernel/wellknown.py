"""What every site has at fixed places: the security contact and the rules for robots."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from demo.kernel import tokens
from demo.kernel.deployment import Deployment

_DAY = "public, max-age=86400"


def router(deployment: Deployment) -> APIRouter:
    """Make the routes."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/.well-known/security.txt")
    async def security_txt() -> Response:
        if deployment.faults.planted("security-txt-missing"):
            raise HTTPException(404)
        days = -30 if deployment.faults.planted("security-txt-expired") else 180
        expires = (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT00:00:00Z")
        text = (
            f"Contact: mailto:security@{deployment.product}.example\n"
            f"Expires: {expires}\n"
            "Preferred-Languages: en\n"
            f"Canonical: {deployment.addresses.url}/.well-known/security.txt\n"
            f"Policy: {deployment.addresses.url}/privacy\n"
        )
        return PlainTextResponse(text, headers={"Cache-Control": _DAY})

    @routes.get("/robots.txt")
    async def robots() -> Response:
        shut = "".join(f"Disallow: {path}\n" for path in deployment.manners.programs)
        text = f"User-agent: *\nAllow: /\n{shut}"
        return PlainTextResponse(text, headers={"Cache-Control": _DAY})

    @routes.get("/.well-known/jwks.json")
    async def keys() -> Response:
        return JSONResponse(tokens.published(deployment), headers={"Cache-Control": _DAY})

    @routes.get("/.well-known/gpc.json")
    async def privacy_control() -> Response:
        if deployment.faults.planted("gpc-file-broken"):
            return JSONResponse(["gpc"], headers={"Cache-Control": _DAY})
        return JSONResponse({"gpc": True, "lastUpdate": "2026-11-01"}, headers={"Cache-Control": _DAY})

    @routes.get("/.well-known/apple-app-site-association")
    async def apple() -> Response:
        app = f"A1B2C3D4E5.example.{deployment.product}.app"
        details = [{"appIDs": [app], "components": [{"/": path} for path in deployment.manners.app_paths]}]
        links = {"applinks": {"details": details}, "webcredentials": {"apps": [app]}}
        return JSONResponse(links, headers={"Cache-Control": _DAY})

    @routes.get("/.well-known/assetlinks.json")
    async def android() -> Response:
        if deployment.faults.planted("app-links-broken"):
            return RedirectResponse("/", 302)
        target = {
            "namespace": "android_app",
            "package_name": f"example.{deployment.product}.app",
            "sha256_cert_fingerprints": [":".join(["AB"] * 32)],
        }
        relation = ["delegate_permission/common.handle_all_urls"]
        return JSONResponse([{"relation": relation, "target": target}], headers={"Cache-Control": _DAY})

    return routes
