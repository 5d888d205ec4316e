"""Sales taxes of Canada: dated rates, places of supply, what an invoice owes."""
