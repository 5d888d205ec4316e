"""What a price of carriage, a zone and a pickup point may be; pure."""

LARGEST_CENTS = 500_00
LONGEST_LINE = 120
LONGEST_HOURS = 400
