"""The drawings of the demo club: covers, inside spreads and portraits, as SVG."""
