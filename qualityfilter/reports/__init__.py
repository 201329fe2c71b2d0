"""Quality reports: one small JSON per shard, merged into one for the run, shown as a page or in a terminal."""
