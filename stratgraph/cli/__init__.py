"""The command line. click is imported here and in no other part."""

import gc

#: A command makes many objects and ends: below this number, looking for cycles among them only costs.
FIRST_COLLECTION = 200_000

gc.set_threshold(FIRST_COLLECTION, *gc.get_threshold()[1:])
