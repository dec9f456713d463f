"""The faults that can be planted, each with the one promise it breaks.

A fault breaks its promise in the way real deployments break it, and nothing else. The code that defends the promise
asks `faults.planted("name")` at the defended point.
"""

from demo.kernel.faultboard import Fault

_ROWS: tuple[tuple[str, str], ...] = (
    # transport
    ("no-https-redirect", "plain HTTP redirects to HTTPS: the plain listener serves the site itself"),
    # health and version
    ("dependency-down", "all dependencies are up: the cache is down, and health and readiness say so with 503"),
    ("health-degraded-200", "health answers 503 when a dependency is down: it says degraded with status 200"),
    ("ready-lies", "readiness depends on the dependencies: it says ok with 200 while a check failed"),
    ("health-cached", "health is measured on every request: one old answer is served from a cache for ten minutes"),
    ("version-hidden", "the deployed version is visible: health does not tell it"),
    ("version-stale", "the deployed version is the released one: the previous release still answers"),
    # routing, speed, journeys
    ("soft-404", "unknown paths are 404: they answer 200 with the app's page"),
    ("journey-broken", "the main journey works: popping a balloon and saving the profile fail with 500"),
    ("slow-api", "reads are fast: every API read takes about 700 ms longer"),
    ("flaky-api", "reads succeed: every fifth health or profile read answers 500"),
    # security headers
    ("hsts-missing", "browsers are told to refuse plain HTTP: Strict-Transport-Security is not sent"),
    ("hsts-short", "HSTS lasts at least a year: max-age is one day"),
    ("hsts-malformed", "HSTS is well-formed: max-age=forever"),
    ("hsts-missing-on-errors", "HSTS is on every response: error responses lack it"),
    ("csp-missing", "pages have a content security policy: none is sent"),
    ("csp-unsafe-inline", "inline scripts are refused: script-src has 'unsafe-inline'"),
    ("csp-wildcard", "scripts come from known places only: script-src is *"),
    ("nosniff-missing", "content types are binding: X-Content-Type-Options is not sent"),
    ("framing-allowed", "pages cannot be framed: neither X-Frame-Options nor frame-ancestors is sent"),
    (
        "framing-allow-from",
        "pages cannot be framed: X-Frame-Options ALLOW-FROM, which no browser obeys, is all there is",
    ),
    ("referrer-unsafe-url", "addresses stay private: Referrer-Policy is unsafe-url"),
    ("server-banner", "the server does not tell its version: a Server header with version is sent"),
    ("powered-by", "the server does not tell its framework: X-Powered-By is sent"),
    ("api-cacheable", "personal API answers are not stored: Cache-Control is public, max-age=300"),
    ("security-txt-missing", "there is a security contact: /.well-known/security.txt is 404"),
    ("security-txt-expired", "the security contact is current: security.txt has expired"),
    # cookies
    ("cookie-no-secure", "the session cookie travels over HTTPS only: it lacks Secure"),
    ("cookie-no-httponly", "scripts cannot read the session cookie: it lacks HttpOnly"),
    ("cookie-samesite-none", "the session cookie is not sent across sites: SameSite=None"),
    ("csrf-unchecked", "other sites cannot act with the session cookie: the Origin of a request is not looked at"),
    # CORS
    ("cors-reflects-origin", "only known origins may read with credentials: every origin is reflected"),
    ("cors-preflight-any", "preflights are granted to known origins only: every preflight is granted"),
    ("cors-null-origin", "the null origin is not trusted: it is allowed with credentials"),
    # exposure
    ("error-stack-trace", "errors show no internals: a malformed request is answered with a stack trace"),
    ("error-sql", "errors show no internals: a quote in a search is answered with the SQL error"),
    ("sql-injection", "input is data, not SQL: the name in a search is put into the query as it came"),
    ("dotenv-exposed", "configuration is not served: /.env is readable"),
    ("git-exposed", "the repository is not served: /.git/HEAD and /.git/config are readable"),
    # access
    ("protected-open", "protected routes need credentials: they answer as the first user without any"),
    ("token-garbage-accepted", "only genuine tokens are accepted: any bearer token is taken for the first user"),
    # tokens and sessions
    ("jwt-alg-none", "unsigned tokens are refused: a token that says alg none is accepted"),
    ("jwt-signature-unchecked", "altered tokens are refused: the signature is not looked at"),
    ("jwt-expired-accepted", "tokens end: an expired one is accepted"),
    ("jwt-audience-unchecked", "tokens are for this service only: one for another service is accepted"),
    ("jwt-weak-secret", "tokens cannot be forged: they are signed with a secret from every word list"),
    ("jwt-no-expiry", "access tokens end: they have no exp"),
    ("jwt-long-lived", "access tokens are short-lived: they last thirty days"),
    ("jwt-personal-data", "tokens hold no personal data: e-mail and date of birth are claims"),
    ("token-in-url", "tokens are not accepted in addresses: access_token in the query works"),
    ("refresh-reuse-allowed", "a refresh token is good for one use: it works again and again"),
    ("refresh-family-survives", "reuse of a refresh token ends the session: the newer tokens go on working"),
    ("logout-does-nothing", "logout ends the session: tokens and cookie go on working"),
    # authorisation and data
    ("bola-messages", "conversations are private: everyone who is signed in can read and write them"),
    ("mass-assignment", "clients cannot set role or premium: sign-up and profile take them over"),
    ("excess-data", "others see a public profile only: e-mail and date of birth are in it"),
    ("exact-location", "nobody can be located: nearby tells exact coordinates"),
    ("deletion-incomplete", "deleting an account deletes the data: only the sessions end"),
    ("bola-delete", "only the sender deletes a message: everyone who is signed in can"),
    ("bola-photos", "only the owner deletes a photo: everyone who is signed in can"),
    ("block-ignored", "blocked people do not see each other: the profile is shown all the same"),
    # real time
    ("socket-without-token", "real-time connections need credentials: one without any is taken for someone"),
    ("socket-any-origin", "only known origins open real-time connections: every origin may"),
    ("socket-sender-trusted", "the sender is who is signed in: senderId from the client counts"),
    ("socket-drops-messages", "messages arrive: every fourth is not delivered"),
    ("socket-survives-logout", "logout closes real-time connections: they stay open"),
    # photos and delivery
    ("upload-svg-accepted", "active content cannot be uploaded: SVG is taken and served from the site"),
    ("upload-unchecked", "uploads are what they say: any content is taken and served as the type it claims"),
    ("photo-metadata-kept", "photos hold no metadata: place and camera stay in them"),
    ("photos-unoptimised", "photos are delivered small: they keep their full size and are hardly compressed"),
    ("media-survives-deletion", "deleted photos are gone: the edge goes on serving its copy"),
    ("cdn-never-hits", "the edge caches: it asks the origin every time"),
    ("compression-off", "text is compressed: it is not"),
    # money and tests
    ("paywall-open", "free pops are limited on the server: only the page counts them"),
    ("subscription-unpaid", "a declined card buys nothing: the subscription starts all the same"),
    ("ab-not-sticky", "a visitor keeps a variant: it is drawn anew each time"),
    ("ab-skewed", "variants are drawn as weighted: everyone gets the first"),
    # privacy and safety
    ("analytics-without-consent", "events need consent: they are taken without it"),
    ("export-incomplete", "an export is complete: messages and photos are missing"),
    ("moderation-off", "prohibited content is filtered: messages go through unread"),
    # the other way in
    ("google-skips-gate", "every way in asks for age: who comes by Google is let in without a date of birth"),
    ("google-signature-unchecked", "identity tokens are verified: a forged one is accepted"),
    # GraphQL
    ("graphql-introspection", "the GraphQL schema is not public: introspection answers everyone"),
    ("graphql-unlimited", "GraphQL requests are bounded: depth, aliases and batches are not limited"),
    ("graphql-bola", "GraphQL shows only one's own: the matches and messages of others hang on their profile"),
    ("graphql-admits-minor", "every way in asks for age: sign-up by GraphQL does not check it"),
    # abuse and parsing
    ("login-enumeration", "a login does not tell which accounts exist: an unknown address has its own message"),
    ("login-unlimited", "passwords cannot be guessed at speed: wrong logins are not limited"),
    ("limit-trusts-forwarded", "limits cannot be evaded: the client is whoever X-Forwarded-For says"),
    ("retry-after-missing", "a refused client is told when to come back: 429 lacks Retry-After"),
    ("body-unlimited", "bodies are bounded: any size is read"),
    ("duplicate-keys-accepted", "JSON means one thing: a property may come twice, and the last counts"),
    ("content-type-ignored", "forms of other sites are not JSON: every content type is read as JSON"),
    # age gate
    ("age-day-before", "18 begins on the birthday: the day before is accepted"),
    ("age-null-adult", "a date of birth is demanded: null is read as 1970-01-01"),
    ("age-missing-accepted", "a date of birth is demanded: sign-up works without one"),
    ("age-nan-accepted", "a date of birth is a date: words are accepted, as NaN < 18 is false"),
    ("age-client-flag", "the server decides about age: isAdult:true from the client is trusted"),
    ("age-unchecked", "the server decides about age: only the page checks it"),
    ("age-editable", "a date of birth cannot be changed: saving the profile overwrites it"),
    ("age-adults-refused", "adults can sign up: every sign-up fails with 500"),
    # pages
    ("page-console-error", "pages run without errors: a script error is in the console"),
    ("page-broken-asset", "pages are complete: an asset they name is 404"),
    ("gate-page-admits-minor", "the page enforces the age gate: its form lets a minor pass"),
    ("landing-fails-in-browser", "the start page works in a browser: making it for one fails with 500"),
    ("page-untitled", "pages tell their language and title: the start page has neither"),
    ("page-too-wide", "pages fit on a phone: they declare no viewport"),
    ("terms-missing", "the terms of service can be read: their page is 404"),
    ("gate-page-refuses-adults", "adults pass the age question: it refuses everyone"),
    ("gate-suggests-adult", "the age question is neutral: the year is filled in, and the limit stands beside it"),
    ("gate-back-button", "a refusal lasts: a refused minor may press back and try again"),
    ("signup-page-broken", "people can sign up on the page: its script sends a field that the API does not know"),
    ("onboarding-stuck", "the tutorial can be finished: its balloon cannot be popped"),
    ("onboarding-forgets", "a reload leaves people where they were: the tutorial begins anew"),
    ("reveal-missing", "a popped balloon shows who was in it: nothing opens"),
    ("match-silent", "a match is announced: nothing opens"),
    ("chat-not-delivered", "messages arrive: an open conversation never shows what the other one wrote"),
    ("paywall-missing", "the pop after the last free one opens the paywall: nothing happens"),
    ("price-wrong", "premium costs one of the promised prices: the page adds a quarter"),
    ("error-no-retry", "people can try again when something fails: there is no button for it"),
    ("deep-link-lost", "a link survives the login: everyone lands on the balloons"),
    ("analytics-before-consent", "nothing is counted without consent: the page counts regardless"),
    ("analytics-missing", "what is agreed to is counted: no event is sent"),
    # contract
    ("openapi-missing", "the API document is served: it is 404"),
    ("openapi-invalid", "the API document is valid: references lead nowhere and types are unknown"),
    ("contract-undocumented-status", "every status is documented: nearby answers 206, which is not"),
    ("contract-wrong-type", "answers follow their schema: the age of a user is a string"),
    ("contract-500", "valid input never fails: a search radius of more than 100 km answers 500"),
)

FAULTS: dict[str, Fault] = {name: Fault(name, breaks) for name, breaks in _ROWS}
"""Every fault by name, in the order in which they are listed."""
