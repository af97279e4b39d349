"""What the agent decided: paths and strictly read settings."""
