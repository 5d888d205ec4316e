"""What every package may use: ids, money, clock, window. Standard library only."""
