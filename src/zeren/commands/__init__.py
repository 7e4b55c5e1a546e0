"""The commands of the command line, a file each; what they need is imported when they run."""
