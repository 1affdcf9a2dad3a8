"""endWithParent.py PROGRAM [ARGUMENT...]: runs a program that ends, with all it has started, when the caller of this one ends."""
import ctypes
import os
import signal
import subprocess
import sys

PR_SET_PDEATHSIG = 1


def end(_signal, _frame):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # The caller has put this process into a group of its own.
    os.killpg(0, signal.SIGTERM)


signal.signal(signal.SIGTERM, end)
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
if os.getppid() == 1:
    sys.exit("the caller has ended")
sys.exit(subprocess.Popen(sys.argv[1:]).wait())
