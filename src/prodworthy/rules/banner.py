"""Header fields that tell attackers which software, in which version, they are dealing with."""

from __future__ import annotations

import ipaddress
import re

from prodworthy.facts.exchange import Headers
from prodworthy.facts.outcome import Findings, found

_READ = 500  # letters of a value: hostile ones are long, to make patterns slow
_PRODUCT_FIELDS = ("server", "via", "x-served-by")
_VERSION = re.compile(
    r"[A-Za-z][\w.+-]*[/ ](?:v?\d+[\w.-]*)|\(\s*(?:ubuntu|debian|centos|win\d*|unix)[^)]*\)", re.IGNORECASE
)
_VIA_PROTOCOL = re.compile(r"(?:^|,)\s*(?:[A-Za-z]+/)?\d(?:\.\d)?\s+")
_TELLTALES = (
    "liferay-portal",
    "microsoftofficewebserver",
    "x-aspnet-version",
    "x-aspnetmvc-version",
    "x-b3-flags",
    "x-cms",
    "x-debug-exception",
    "x-debug-exception-file",
    "x-debug-token",
    "x-debug-token-link",
    "x-drupal-dynamic-cache",
    "x-generator",
    "x-jitsi-release",
    "x-litespeed-tag",
    "x-mod-pagespeed",
    "x-nextjs-page",
    "x-php-version",
    "x-powered-by",
    "x-powered-by-plesk",
    "x-powered-cms",
    "x-runtime",
    "x-umbraco-version",
    "x-version",
)
_DETAIL_FIELDS = re.compile(
    r"server-timing|x-(?:backend|envoy|upstream|real-server|host|server|node|pod)[\w-]*", re.IGNORECASE
)
_INTERNAL_NAME = re.compile(
    r"\b[\w-]+(?:\.[\w-]+)*\.(?:internal|local|svc|lan|corp|intra|cluster\.local)\b", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_QUERY = re.compile(r"\b(?:select\s.+\sfrom|insert\s+into|update\s.+\sset|delete\s+from)\b", re.IGNORECASE)
_REALM = re.compile(r'realm="?([^",]*)', re.IGNORECASE)
_OWN_PRODUCTS = re.compile(
    r"prometheus|grafana|kibana|jenkins|tomcat|rabbitmq|spring|phpmyadmin|nexus|sonarqube|weblogic", re.IGNORECASE
)


def judge(headers: Headers) -> Findings:
    """Judge one response: a product's name alone (`cloudflare`, `nginx`) is fine, its version is not."""
    findings = Findings()
    for name in _PRODUCT_FIELDS:
        for value in headers.get_list(name):
            bare = _VIA_PROTOCOL.sub(" ", value[:_READ]) if name == "via" else value[:_READ]
            if _VERSION.search(bare):
                findings += found(f"{name}: {value[:120]}", "the product's name at most, without version or platform")
    for name in _TELLTALES:
        for value in headers.get_list(name):
            findings += found(f"{name}: {value[:120]}", f"no {name}")
    return findings


def judge_realm(headers: Headers) -> Findings:
    """Judge whether a challenge or a media type names the product behind it."""
    findings = Findings()
    for value in headers.get_list("www-authenticate"):
        realm = _REALM.search(value[:_READ])
        if realm and _OWN_PRODUCTS.search(realm[1]):
            findings += found(f'realm="{realm[1][:80]}"', "a realm that names no software")
    media_type = headers.get("content-type").lower()
    if "vnd.spring-boot" in media_type:
        findings += found(f"Content-Type: {media_type[:80]}", "a generic media type")
    return findings


def judge_detail(headers: Headers) -> Findings:
    """Judge whether timing and routing fields tell of the inside: hosts, private addresses, queries."""
    findings = Findings()
    for name, whole in headers:
        value = whole[:_READ]
        if _DETAIL_FIELDS.fullmatch(name) and (
            _INTERNAL_NAME.search(value) or _QUERY.search(value) or has_private_address(value)
        ):
            findings += found(f"{name}: {value[:120]}", "no host names, addresses or queries of the inside")
    return findings


def has_private_address(text: str) -> bool:
    """Whether the text holds an IPv4 address of a private network; loopback tells nothing and does not count."""
    for match in _ADDRESS.findall(text):
        try:
            address = ipaddress.ip_address(match)
        except ValueError:
            continue
        if address.is_private and not address.is_loopback and not address.is_unspecified:
            return True
    return False
