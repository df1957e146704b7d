"""An action plan from a workbook that nobody vouches for: heads.py finds the columns, rows.py reads them with every
problem at once, compare.py says what would be new, changed and missing. Nothing in here writes.
"""
