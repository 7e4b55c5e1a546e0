"""Small changes of a regulation: what each would change, by proof, and so which of its words no case holds fast."""
