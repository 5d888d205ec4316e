"""What carrying costs: dated zones and bands, pickup points, parcels that stay open."""
