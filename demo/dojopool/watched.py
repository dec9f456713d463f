"""What monitoring tells of DojoPool: the figures of a good month."""

from demo.kernel.monitoring import Watched

WATCHED: tuple[Watched, ...] = (
    Watched("onboarding_completed_total", 0.86, "dojopool-way-in-left", 0.5),
    Watched("check_ins_total", 0.78, "dojopool-check-ins-few", 0.4),
    Watched("payments_total", 0.985),
    Watched("db_query_duration_seconds_bucket", 0.04),
    Watched("cache_hits_total", 0.96),
    Watched("node_cpu_seconds_total", 0.4),
    Watched("node_memory_MemAvailable_bytes", 0.6),
    Watched("node_filesystem_avail_bytes", 0.7, "dojopool-disk-full", 0.05),
    Watched("avatars_total", 0.94),
    Watched("wallets_total", 0.76, "dojopool-wallets-few", 0.3),
    Watched("first_match_seconds_bucket", 380),
    Watched("daily_active_users", 1900),
    Watched("retention_ratio", 0.74, "dojopool-players-leave", 0.3),
    Watched("satisfaction_score", 4.7),
    Watched("recovery_seconds", 600),
    Watched("deployments_failed_total", 0.02, "dojopool-changes-fail", 0.2),
    Watched("sign_ups_total", 260),
)
