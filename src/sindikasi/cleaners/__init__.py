"""What was sent becomes what was written: furniture off, wire fields out."""
