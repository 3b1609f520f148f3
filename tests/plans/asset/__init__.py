"""The asset and what follows, and the health of dependence."""
