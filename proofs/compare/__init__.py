"""Two regulations side by side: which cases they decide differently, and what they state differently."""
