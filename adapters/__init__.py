"""Outside services; none knows another."""
