"""Changes of a served store: SPARQL updates and the Graph Store Protocol, what they touch, and the one that writes."""
