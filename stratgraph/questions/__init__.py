"""Questions as data: query files with a header, their parameters, and the way from a query's rows to a table."""
