"""`python benchmarks/copy.py` runs `copying.py`; see there. Apart from that, a name of the standard library.

A benchmark of this folder that runs as a script has the folder first on its path, so that its `import copy`
(that of dataclasses, of argparse) finds this file: it then hands over to the library's module.
"""

import os
import sys

_FOLDER = os.path.dirname(os.path.abspath(__file__))


def _stand_aside() -> None:
    # The import system takes what sys.modules holds when this file has run.
    import importlib

    own, sys.path[:] = list(sys.path), [each for each in sys.path if os.path.abspath(each) != _FOLDER]
    try:
        del sys.modules["copy"]
        importlib.import_module("copy")
    finally:
        sys.path[:] = own


if __name__ == "copy":
    _stand_aside()
elif __name__ == "__main__":
    sys.path[0] = os.path.dirname(_FOLDER)
    from benchmarks.copying import main

    raise SystemExit(main())
