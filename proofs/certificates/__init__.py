"""Certificates: what a verdict rests on, written so that it can be checked again without trusting who wrote it."""
