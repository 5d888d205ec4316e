"""A stand-in for Stripe: its API, its hosted payment page, its signed webhooks."""
