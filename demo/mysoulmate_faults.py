"""Faults of MySoulmate, each with the one promise it breaks."""

ROWS: tuple[tuple[str, str], ...] = (
    ("mysoulmate-locale-unlisted", "eight languages are listed: Chinese is not"),
    ("mysoulmate-locale-order", "?lang= counts most: X-Locale goes before it"),
    ("mysoulmate-weights-ignored", "Accept-Language is weighed: the first language in it counts"),
    ("mysoulmate-language-untold", "Content-Language says which language it is: it is not sent"),
    ("mysoulmate-fallback-missing", "an unknown language falls back: a translation into it fails with 500"),
    ("mysoulmate-translations-lost", "Spanish is done to 70 %: a whole section of it is gone"),
    ("mysoulmate-parameters-raw", "texts have their parameters filled in: {{name}} is shown as it stands"),
    ("mysoulmate-plurals-english", "each language counts in its own way: all count as English does"),
    ("mysoulmate-errors-untranslated", "errors are told in the language that is wanted: all are in French"),
    ("mysoulmate-formats-english", "dates and numbers are written as the language does: all are written in English"),
    ("mysoulmate-error-id-missing", "errors carry an id: there is none"),
    ("mysoulmate-analytics-personal", "analytics hold nothing that names people: e-mail addresses are taken"),
    ("mysoulmate-analytics-of-others", "people see their own events: those of others are shown as well"),
    ("mysoulmate-dashboard-open", "dashboard and funnel are for the staff: everyone who is signed in may see them"),
    ("mysoulmate-csv-incomplete", "an export has everything: as CSV it has no messages"),
    ("mysoulmate-code-unchecked", "a second factor is turned on with its code: any code will do"),
    ("mysoulmate-age-unchecked", "only adults talk to companions: any date of birth will do, and none"),
    ("mysoulmate-page-admits-minors", "the age question lets adults go on: everyone goes on"),
    ("mysoulmate-language-stuck", "people choose their language: the choice is not kept"),
    ("mysoulmate-companion-silent", "companions answer: the page does not show it"),
)
