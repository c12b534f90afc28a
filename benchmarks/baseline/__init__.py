"""What a user would pick instead: Bolt, and one APScheduler job per concern in its SQL store."""
