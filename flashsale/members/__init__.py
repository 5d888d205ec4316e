"""Who is in: members, sign-in, sessions, consents."""
