"""Store credit: an append-only ledger of what the house owes its members."""
