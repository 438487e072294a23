"""The examples, each as a seller would run it, against an emulator on a port."""
