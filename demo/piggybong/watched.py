"""What monitoring tells of PiggyBong: the figures of a good month."""

from demo.kernel.monitoring import Watched

WATCHED: tuple[Watched, ...] = (
    Watched("cache_hits_total", 0.91, "piggybong-cache-cold", 0.6),
    Watched("pg_stat_activity_count", 0.35),
    Watched("http_request_duration_seconds_bucket", 0.21),
    Watched("http_requests_total", 0.002, "piggybong-errors-many", 0.05),
    Watched("node_memory_MemAvailable_bytes", 0.55),
)
