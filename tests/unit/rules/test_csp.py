"""Content Security Policy: parsing, fallback, and the intersection of several policies."""

import pytest

from prodworthy.rules import csp
from prodworthy.rules.csp import effects, nonces, policy, wording

PAGE = "https://app.example/"


def scripts(*values: str) -> str:
    return effects.judge_scripts(csp.read(values), PAGE).describe()


def test_fields_and_commas_both_separate_policies() -> None:
    assert len(csp.read(["default-src 'self', script-src *", "img-src *"])) == 3
    assert csp.read(["", " ; ", ","]) == ()


def test_commas_do_not_separate_in_meta() -> None:
    (only,) = csp.effective_set([], ["default-src 'self', script-src *; frame-ancestors 'none'"])
    assert "frame-ancestors" not in only.directives
    assert only.directives["default-src"] == ("'self',", "script-src", "*")


def test_the_first_of_two_directives_wins() -> None:
    (only,) = csp.read(["script-src 'self'; SCRIPT-SRC *"])
    assert only.directives["script-src"] == ("'self'",)
    assert only.ignored == (("script-src", ("*",)),)


@pytest.mark.parametrize(
    "value",
    [
        "default-src 'self'",
        "default-src 'none'",
        "script-src 'self' https://cdn.example",
        "script-src 'nonce-abcdefghijklmnopqrstuv==' 'strict-dynamic' 'unsafe-inline' https: http:",
        "script-src 'sha256-abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq=' 'unsafe-inline'",
        "default-src 'self', script-src *",
        "script-src data:, script-src https:",
        "script-src",
        "default-src *; script-src 'self'",
    ],
)
def test_scripts_are_held_back(value: str) -> None:
    assert scripts(value) == ""


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("img-src 'self'", "every script runs: no script-src or default-src"),
        ("frame-ancestors 'self'; report-uri /csp-report", "every script runs: no script-src or default-src"),
        ("script-src 'self' 'unsafe-inline'", "inline scripts run"),
        ("script-src 'self' 'UNSAFE-INLINE'", "inline scripts run"),
        ("script-src-elem 'nonce-abcdefghijklmnopqrstuv'; script-src 'unsafe-inline'", "handlers run"),
        ("script-src *", "any https host"),
        ("script-src https:", "any https host"),
        ("script-src https://*", "any https host"),
        ("script-src https://*:443", "any https host"),
        ("script-src http:", "any http host"),
        ("script-src *.com", "top-level domain"),
        ("script-src 'self' data:", "data: URLs"),
        ("default-src 'self' 'unsafe-inline', script-src 'unsafe-inline' 'self'", "inline scripts run"),
        ("default-src *, script-src https:", "any https host"),
    ],
)
def test_injected_scripts_run(value: str, word: str) -> None:
    assert word in scripts(value)


def test_strict_dynamic_does_not_neutralise_inline_styles() -> None:
    one = csp.read(["default-src 'unsafe-inline' 'strict-dynamic'"])
    assert effects.judge_styles(one)
    assert not one[0].allows_inline("script-src-elem", "script")


def test_a_wildcard_is_no_data_url() -> None:
    assert not policy.matches("*", "data:text/javascript,x", PAGE)
    assert policy.matches("*", "wss://anything.example/", PAGE)


@pytest.mark.parametrize(
    ("source", "url", "same"),
    [
        ("'self'", "https://app.example/x.js", True),
        ("'self'", "https://app.example:444/x.js", False),
        ("'self'", "http://app.example/x.js", False),
        ("cdn.example", "https://cdn.example/x", True),
        ("cdn.example", "http://cdn.example/x", False),
        ("http://cdn.example", "https://cdn.example/x", True),
        ("*.example", "https://a.b.example/x", True),
        ("*.example", "https://example/x", False),
        ("cdn.example:*", "https://cdn.example:8443/x", True),
        ("cdn.example:8443", "https://cdn.example/x", False),
        ("http://cdn.example:80", "https://cdn.example/x", True),
        ("'nonce-abc'", "https://app.example/x", False),
        ("https:", "http://app.example/x", False),
        ("ws:", "wss://app.example/x", True),
    ],
)
def test_sources_match_as_the_standard_says(source: str, url: str, same: bool) -> None:  # noqa: FBT001 - a table's column
    assert policy.matches(source, url, PAGE) is same


@pytest.mark.parametrize("value", ["script-src 'self' 'unsafe-eval'", "img-src *", "script-src blob:"])
def test_eval_is_found(value: str) -> None:
    assert effects.judge_eval(csp.read([value]))


def test_what_only_scripts_can_make_is_as_eval_and_not_as_inline() -> None:
    assert "blob: URLs" in effects.judge_eval(csp.read(["script-src 'self' blob:"])).describe()
    assert not scripts("script-src 'self' blob: filesystem:")
    assert not effects.judge_eval(csp.read(["script-src 'self' blob:", "script-src 'self'"]))
    assert len(effects.judge_eval(csp.read(["img-src blob:"]))) == 1


def test_compiling_webassembly_is_no_eval() -> None:
    assert not effects.judge_eval(csp.read(["default-src 'self' 'wasm-unsafe-eval'"]))


def test_objects() -> None:
    assert not effects.judge_objects(csp.read(["default-src 'none'"]), PAGE)
    assert not effects.judge_objects(csp.read(["object-src 'none'"]), PAGE)
    assert not effects.judge_objects(csp.read(["object-src"]), PAGE)
    assert effects.judge_objects(csp.read(["default-src 'self'"]), PAGE).advisory
    assert not effects.judge_objects(csp.read(["script-src 'self'"]), PAGE).advisory


def test_default_src_does_not_cover_base_and_forms() -> None:
    plain = csp.read(["default-src 'self'"])
    assert effects.judge_base(plain, PAGE).advisory
    assert not effects.judge_base(csp.read(["default-src 'none'"]), PAGE), "no script runs that it could move"
    assert effects.judge_forms(plain, PAGE)
    trusting = csp.read(["script-src 'nonce-abcdefghijklmnopqrstuv'"])
    assert not effects.judge_base(trusting, PAGE).advisory
    assert not effects.judge_base(csp.read(["base-uri 'self'; form-action 'self'"]), PAGE)
    assert effects.judge_base(csp.read(["base-uri *"]), PAGE)


def test_a_lone_strict_dynamic_blocks_everything() -> None:
    assert effects.judge_strict_dynamic(csp.read(["script-src 'strict-dynamic'"]))
    assert not effects.judge_strict_dynamic(csp.read(["script-src 'strict-dynamic' 'nonce-YWJj'"]))


def test_known_bypasses() -> None:
    assert "cdnjs" in effects.judge_bypasses(csp.read(["script-src 'self' cdnjs.cloudflare.com"]), PAGE).describe()
    assert effects.judge_bypasses(csp.read(["script-src *.googleapis.com"]), PAGE)
    dynamic = "script-src 'nonce-YWJj' 'strict-dynamic' cdnjs.cloudflare.com"
    assert not effects.judge_bypasses(csp.read([dynamic]), PAGE)
    assert not effects.judge_bypasses(csp.read(["script-src *"]), PAGE), "that is another rule's finding"


def test_scripts_carry_the_nonce_of_their_own_page() -> None:
    assert not nonces.judge_used(["one"], ["one", "one"])
    assert not nonces.judge_used(["one"], []), "scripts from own files need none"
    assert "1 of 2" in nonces.judge_used(["one"], ["one", "of the page before"]).describe()


def test_an_api_needs_no_document_policy() -> None:
    assert not effects.judge_api(csp.read(["default-src 'none'; frame-ancestors 'none'"]))
    assert not effects.judge_api(csp.read(["sandbox"]))
    assert effects.judge_api(csp.read(["default-src 'none'"]))
    assert effects.judge_api(())


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("script-src self", "without quotes"),
        ("default-src none", "without quotes"),
        ("script-src nonce-abcdef", "without quotes"),
        ("script-src 'self' object-src 'none'", "among its values"),
        ("script-src: 'self'", "unknown directive"),
        ("scriptsrc 'self'", "unknown directive"),
        ("script-src 'none' https://a.example", "ignored"),
        ("script-src *; script-src 'self'", "twice"),
    ],
)
def test_wording_that_browsers_do_not_follow(value: str, word: str) -> None:
    assert word in wording.judge_syntax(csp.read([value])).describe()


@pytest.mark.parametrize(
    "value",
    [
        "default-src 'self'; script-src 'nonce-abcdef' 'strict-dynamic'; upgrade-insecure-requests; sandbox",
        "default-src 'self'; default-src 'self'",
        "report-uri /csp; report-to csp; require-trusted-types-for 'script'; trusted-types default",
    ],
)
def test_good_wording(value: str) -> None:
    assert not wording.judge_syntax(csp.read([value]))


def test_insecure_and_leftover_sources() -> None:
    policies = csp.read(["connect-src ws://app.example http://cdn.example localhost:3000 10.0.0.1 https://x.ngrok.io"])
    assert "ws://app.example" in wording.judge_insecure(policies).describe()
    described = wording.judge_leftovers(policies).describe()
    assert all(one in described for one in ("localhost", "10.0.0.1", "ngrok"))
    assert not wording.judge_leftovers(csp.read(["connect-src https://api.example"]))


def test_plain_pictures_are_advice_as_browsers_upgrade_them() -> None:
    assert wording.judge_insecure(csp.read(["img-src http:; media-src http://media.example"])).advisory
    assert not wording.judge_insecure(csp.read(["img-src http:; connect-src http:"])).advisory


def test_schemes_beside_strict_dynamic_are_for_older_browsers() -> None:
    strict = "script-src 'nonce-7aeb919cf4874fbcabe74bd35fc07b89' 'unsafe-inline' https: http: 'strict-dynamic'"
    assert not wording.judge_insecure(csp.read([strict]))
    assert wording.judge_insecure(csp.read(["script-src 'unsafe-inline' https: http: 'strict-dynamic'"]))
    assert wording.judge_insecure(csp.read([f"{strict} http://cdn.example"]))


def test_reporting_needs_a_place() -> None:
    assert wording.judge_reporting(csp.read(["default-src 'self'"]), {}).advisory
    assert "does not name" in wording.judge_reporting(csp.read(["report-to csp"]), {}).describe()
    assert not wording.judge_reporting(csp.read(["report-to csp"]), {"csp": "https://r.example/"})
    assert not wording.judge_reporting(csp.read(["report-uri /csp"]), {})
    assert wording.judge_reporting(csp.read(["report-uri http://r.example/"]), {})
