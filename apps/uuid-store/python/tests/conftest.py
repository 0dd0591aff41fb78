import os
import sys

PYTHON = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [PYTHON, os.path.join(PYTHON, "tests")]
