"""Charts: any reading's history, the desk's two charts and sparklines, as Altair, SVG or PNG."""
