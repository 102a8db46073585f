"""Services as a table file: which cells (`cells`), read in batches (`rows`), written as CSV or XLSX (`files`)."""
