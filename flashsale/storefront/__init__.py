"""Pages composed of several packages: today, upcoming, one drop."""
