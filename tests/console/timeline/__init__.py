"""Tests of the timeline, one file for what it says, one for how it is shown."""
