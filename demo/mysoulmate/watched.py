"""What monitoring tells of MySoulmate: the figures of a good month."""

from demo.kernel.monitoring import Watched

WATCHED: tuple[Watched, ...] = (
    Watched("http_request_duration_seconds_bucket", 0.18),
    Watched("cache_hits_total", 0.93),
    Watched("queue_size", 4, "mysoulmate-queue-long", 900),
)
