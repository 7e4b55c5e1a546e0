"""`python -m zeren` is the command line."""

from zeren.cli import main

if __name__ == "__main__":
    main()
