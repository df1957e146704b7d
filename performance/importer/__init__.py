"""The monthly workbook, from a file that nobody vouches for to figures in the database.

workbook.py opens the file safely and gives its cells; layout.py finds the header row, the months and the rows;
checks.py gathers every problem; load.py writes what passed, in one transaction.
"""
