"""Who may do what: users, teams, roles, tokens, audit."""
