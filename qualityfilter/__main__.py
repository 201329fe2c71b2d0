"""`python -m qualityfilter` is the command `qualityfilter`."""

from qualityfilter.cli import main

if __name__ == "__main__":
    main()
