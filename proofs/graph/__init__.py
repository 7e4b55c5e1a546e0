"""Who answers for what, as a graph: what rests on what, who reports to whom, and which offices everything passes."""
