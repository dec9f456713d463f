"""What the legal pages say."""

PRIVACY = (
    (
        "Who is responsible",
        "Grover Demo Ltd is the controller of your personal data. Write to privacy@grover.example with every question.",
    ),
    (
        "What we keep, and why",
        (
            "Your name, e-mail address and what you post, to run the service you asked for (GDPR article 6(1)(b)). "
            "Nothing is counted, sold or shared with third parties, and there are no cookies but the one that keeps "
            "you logged in."
        ),
    ),
    (
        "How long",
        (
            "Until you delete your account; stories are hidden after 24 hours. What was deleted is gone from backups "
            "after 30 days."
        ),
    ),
    (
        "Your rights",
        (
            "You have the right to access, rectification, erasure and portability of your data, to object, and "
            "to complain to a supervisory authority."
        ),
    ),
)
"""Headings and paragraphs of the privacy policy."""

CHANGED = "Last changed on 1 November 2026."
"""The day of the last change of either."""

TERMS = (
    ("What you may expect", "We run Grover with care. Of every payment between members we keep 15 percent."),
    ("What we expect", "Be kind. Post what is yours. Whoever breaks these rules may lose the account."),
    ("Ending it", "You may delete your account at any time. We may end the service with a notice of 30 days."),
    ("Which law applies", "These terms are governed by the law of the place where Grover Demo Ltd is registered."),
)
"""Headings and paragraphs of the terms of service."""
