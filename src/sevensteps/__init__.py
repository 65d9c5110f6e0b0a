"""Seven Steps: an op-ed you can argue with."""

__version__ = "0.1.0"
