"""How the engines are held against the definition: exhaustion where it can be done, sampling elsewhere."""
