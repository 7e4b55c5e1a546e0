"""zeren in a browser on one's own machine: the files of a folder, their answers, deadlines and rules. Nothing leaves the machine."""
