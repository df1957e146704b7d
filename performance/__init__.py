"""Performance: datasets, indicators, their monthly figures, what they show, and the glossary."""
