"""Values: ratios, intervals, comparisons, trends."""
