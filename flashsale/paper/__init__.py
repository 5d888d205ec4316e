"""Papers of the house: invoices with their contract, and credit notes."""
