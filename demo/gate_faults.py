"""Faults of the age gate: arithmetic, the ways in beside the sign-up, refusals, and what is kept back."""

ROWS: tuple[tuple[str, str], ...] = (
    ("age-365-days", "eighteen years are counted by the calendar: a year is taken for 365 days"),
    ("age-quarter-days", "eighteen years are counted by the calendar: days are divided by 365.25"),
    ("age-years-subtracted", "eighteen years are counted to the day: only the years are subtracted"),
    ("age-field-dropped", "the date of birth decides: it is dropped unread"),
    (
        "age-field-unknown",
        "the date of birth is asked for: a sign-up that gives one is refused, as the field is unknown",
    ),
    ("age-old-version-open", "every way in asks for age: the API before this one does not check it"),
    ("age-completion-unchecked", "every way in asks for age: an account without a date may be given any"),
    ("age-friends-unchecked", "every way in asks for age: friends who sign up together are not checked"),
    ("age-patch-open", "a date of birth cannot be changed: a patch of the profile overwrites it"),
)
