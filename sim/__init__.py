"""Organisations that live for years: plans, keyed draws, two engines and experiments. Knows simpy and no law."""
