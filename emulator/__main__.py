"""Run the command line: `python -m emulator` is `marketplace-emulator`."""

from emulator.commands import main

main()
