"""What runs models: the protocol of a runner, and those that implement it."""
