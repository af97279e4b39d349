"""The development environment: virtual environment, system packages, Node, the built extension."""
