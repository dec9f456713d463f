"""Faults of what people are asked, told and shown: privacy, accessibility, language."""

SHOWN: tuple[tuple[str, str], ...] = (
    ("tracker-before-consent", "nobody is followed unasked: a partner's pixel is loaded before a choice"),
    ("refusal-ignored", "a refusal counts: visits are numbered all the same"),
    ("refusal-hidden", "refusing is as easy as agreeing: it takes a second layer"),
    ("refusal-small", "refusing is as easy as agreeing: the button is a quarter of the other's size"),
    ("consent-preticked", "options are off until someone turns them on: sharing is on"),
    ("gpc-ignored", "Global Privacy Control is a refusal: a partner's pixel is loaded all the same"),
    ("third-party-undisclosed", "the policy names who receives data: a partner's pixel is not in it"),
    ("terms-unlinked", "the terms can be found: no page but the sign-up links to them"),
    ("policy-silent", "the policy names rights and an address: it names neither"),
    ("sale-choice-unlinked", "the choice on selling and sharing can be found: the first page has no link to it"),
    ("address-in-url", "addresses of pages name nobody: the one after the sign-up has the e-mail address in it"),
    ("address-to-partner", "personal data stay here: a partner's pixel is told a digest of the e-mail address"),
    ("noscript-pixel", "nobody is followed unasked: a partner's pixel is loaded where no scripts run"),
    ("refusal-wall", "a refusal costs nothing: the first page shows nothing any more"),
    ("statement-silent", "barriers can be told of: the statement on accessibility names no way to"),
    ("contrast-low", "texts can be read: the lead of the first page is pale"),
    ("label-missing", "fields have labels: one of the sign-up's has none"),
    ("targets-small", "what is pressed is large enough: two buttons of 12 pixels stand side by side"),
    ("focus-invisible", "the focus shows: nothing changes where it is"),
    ("paste-blocked", "passwords can be filled in by a manager: the sign-up takes nothing that is pasted"),
    ("keyboard-trap", "the Tab key goes on: it stays at the menu of the first page"),
    ("signup-keyboard-trap", "the Tab key goes on: it stays at the name in the sign-up"),
    ("zoom-broken", "pages can be read at 400 %: a table of the terms keeps its width"),
    ("motion-kept", "who asks for less motion gets less: the balloons go on rising"),
    ("language-wrong", "pages say their language: the English first page says German"),
    ("hreflang-wrong", "pages name their other languages rightly: one is en-UK, which is no country's"),
    ("keys-shown", "pages show words: the first page shows a key in place of a sentence"),
)
"""Those that templates and scripts know of."""

ROWS: tuple[tuple[str, str], ...] = (
    *SHOWN,
    ("withdrawal-ignored", "consent can be withdrawn: the stored choice stays as it was"),
    ("refusal-forgotten", "a refusal is remembered: the question comes again with the next page"),
    ("policy-soft-404", "the policy can be read: its address answers 200 with nothing"),
    ("deletion-page-walled", "a deletion can be asked for on the web: the page wants a login"),
    ("notice-page-walled", "illegal content can be told of by anyone: the page wants a login"),
    ("gpc-file-broken", "the statement on Global Privacy Control can be read: it is no JSON object"),
    ("deletion-only-hides", "a deletion deletes: others still see the profile"),
    ("deletion-blocks-address", "the address of a deleted account is free again: it counts as taken"),
)
