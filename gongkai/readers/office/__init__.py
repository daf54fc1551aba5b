"""What the readers of Word files and spreadsheets share: packages, numbering, grids, formats of numbers."""
