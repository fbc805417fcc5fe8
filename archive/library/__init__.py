"""The library: what lists, searches and facets read. Derived from the other tables, and built again by `reindex`."""
