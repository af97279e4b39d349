"""What a release consists of: one module for each kind of file in dist/, and their order in `release`."""
