"""The command line. click is imported here and in no other part."""
