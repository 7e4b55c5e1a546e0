"""What an organisation comes to over the years: figures, bounds, who becomes liable, the report, the log of a run."""
