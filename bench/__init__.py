"""Figures of the house as ratios to a floor of the same run."""
