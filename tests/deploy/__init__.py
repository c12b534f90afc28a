"""What is shipped to deploy with."""
