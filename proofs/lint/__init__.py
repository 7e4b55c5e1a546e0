"""Drafting defects of a regulation, each found by proof and shown by a smallest case where there is one."""
