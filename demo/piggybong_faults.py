"""The faults that can be planted in PiggyBong, each with the one promise it breaks."""

ROWS: tuple[tuple[str, str], ...] = (
    ("piggybong-profile-missing", "people get in: the trigger that makes a profile with each account fails"),
    ("piggybong-search-misses", "a search finds an artist: the term is compared in small letters and as a whole"),
    ("piggybong-feed-empty", "the news feed has news: its query leaves all of them out"),
    ("piggybong-news-missing", "the landing page shows the news: its script asks for none of them"),
    ("piggybong-purchase-stays", "a purchase can be removed again: the answer says so, and the row is still there"),
    ("piggybong-cache-open", "only the service key empties caches: every signed-in user may"),
    ("piggybong-rows-readable", "purchases are their owner's: the policy for reading lets everyone see all rows"),
    ("piggybong-profiles-readable", "profiles are their owner's: the policy for reading lets everyone see all rows"),
    ("piggybong-rows-writable", "rows are their owner's: the policy for changing them is missing"),
    ("piggybong-rows-forged", "new rows are their maker's: the policy lets them name another owner"),
    ("piggybong-tiers-unlimited", "tiers have limits: the free one scans as many receipts as it likes"),
    ("piggybong-admin-open", "the list of accounts takes the service key: any signed-in user gets it"),
    ("piggybong-channel-drops", "messages arrive: every fourth one over a channel is dropped"),
    ("piggybong-channel-open", "a channel takes a token: it can be joined without one"),
    ("piggybong-channel-no-return", "who was cut off gets in again: a session may join once"),
    ("piggybong-sender-trusted", "the sender is whoever is signed in: a message may name another one"),
    ("piggybong-changes-leak", "changes are told to their owner: every subscriber hears of all rows"),
    ("piggybong-service-key-shipped", "the service key stays on the server: the site's configuration has it"),
    ("piggybong-terms-missing", "the terms of service can be read: their page is 404"),
    ("piggybong-budget-forgets", "the budget page adds up: what was bought is not taken off"),
    ("piggybong-cache-cold", "four of five answers come from a cache: three of five do"),
    ("piggybong-errors-many", "errors are rare: one answer in twenty is one"),
)
"""Names, and what each breaks."""
