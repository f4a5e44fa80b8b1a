"""`python -m cpcheck`."""

from cpcheck.cli import main

if __name__ == "__main__":
    main()
