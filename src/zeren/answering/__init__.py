"""What one case comes to, in words and as a test: answers, explanations, questions asked back."""
