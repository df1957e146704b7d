"""The only door to PDF: rendering of papers, the page plan of a pack, and its assembly.

Nothing outside this package imports WeasyPrint or pikepdf. Nothing in here knows panels, actions or indicators.
"""
