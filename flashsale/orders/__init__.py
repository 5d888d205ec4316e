"""Quote, checkout, payments and orders."""
