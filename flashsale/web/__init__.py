"""Flask helpers without business: filters, language, errors, security headers."""
