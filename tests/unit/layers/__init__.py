"""How checks judge what observations bring: on literals, without a target."""
