"""Whether the attribution can be believed: scored on labelled episodes, against simple rules."""
