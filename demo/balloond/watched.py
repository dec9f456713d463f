"""What monitoring tells of Balloon'd: the figures of a good month."""

from demo.kernel.monitoring import Watched

WATCHED: tuple[Watched, ...] = (
    Watched("daily_active_users", 34000),
    Watched('retention_ratio{day="1"}', 0.64),
    Watched('retention_ratio{day="7"}', 0.45),
    Watched('retention_ratio{day="30"}', 0.29),
    Watched("subscriptions_total", 0.061),
    Watched("messages_total", 14.2),
    Watched("matches_total", 0.18, "matches-rare", 0.08),
)
