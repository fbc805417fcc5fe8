"""The frozen dataclasses that are passed between packages, one module for each noun."""
