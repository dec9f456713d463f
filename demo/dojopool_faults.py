"""Faults of DojoPool."""

ROWS: tuple[tuple[str, str], ...] = (
    ("dojopool-verification-stuck", "an address can be confirmed: the code from the mail is refused"),
    ("dojopool-avatar-fails", "an avatar is made of a photo: its making fails with 500"),
    ("dojopool-tutorial-stuck", "the tutorial leads to the first match: its last tip has no way on"),
    ("dojopool-steps-uncounted", "each step of the way in is counted: none is"),
    ("dojopool-check-in-fails", "one can check in at a venue: it fails with 500"),
    ("dojopool-clans-off", "all features are on: clans are switched off"),
    ("dojopool-payment-twice", "a payment that is sent again is the same one: it is made twice"),
    ("dojopool-declined-charges", "a failed payment loses nothing: a declined card empties the account"),
    ("dojopool-opponent-untold", "both players are told of a shot at once: only the one who played it is"),
    ("dojopool-matches-open", "a match is its players' own: anybody sees it"),
    ("dojopool-way-in-left", "four of five complete the way in: half of them do"),
    ("dojopool-check-ins-few", "seven of ten visits are checked in: four are"),
    ("dojopool-disk-full", "a fifth of the disk is free: a twentieth is"),
    ("dojopool-wallets-few", "seven of ten connect a wallet: three do"),
    ("dojopool-players-leave", "seven of ten players stay: three do"),
    ("dojopool-changes-fail", "one change in twenty fails at the most: one in five does"),
)
