"""The demo club: a fictional, bilingual catalogue with members, drops and orders."""
