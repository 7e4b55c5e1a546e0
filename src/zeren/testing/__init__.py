"""For tests of one's own rules: a pytest plugin that runs `*.case.yaml` files."""
