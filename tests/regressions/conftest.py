"""Cases kept here go to every engine in `test_agreement_engines`; they expect nothing of their own."""

collect_ignore_glob = ["*.case.yaml"]
