"""Flask helpers without business: forms, filters, language, errors, security headers."""
