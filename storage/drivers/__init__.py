"""Who wakes and runs jobs, tells of the outbox, and keeps deliveries apart."""
