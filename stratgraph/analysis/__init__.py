"""What follows from the graph: a thing's card, the way between two things, the gaps."""
