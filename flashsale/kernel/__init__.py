"""What every package may use: ids, money, clock, window, events, errors. Standard library only."""
