"""Who a pair of keys is: what every service asks before it lets a machine in."""
