"""Small faults put into the money, one at a time, to see that the tests notice."""
