"""Configuration: the paths of the agent's files, and the validated contents of config.toml."""
