"""Reading a workspace into a graph, and one way to ask it: facts, layers, labels, evidence."""
