"""Forged certificates: whoever forges may write every file, and seals the folder again so that all hashes fit."""
