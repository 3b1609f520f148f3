"""The asset and what it brought, and the health of dependence, over the API."""
