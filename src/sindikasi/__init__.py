"""sindikasi groups overlapping wire stories and publishes them as feeds."""

__version__ = "0.1.0"
