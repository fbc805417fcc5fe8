"""The command line: the only package that imports both the server and the workers."""

import signal
import sys
import threading

if sys.orig_argv[1:3] == ["-m", "commands"] and threading.current_thread() is threading.main_thread():
    # Until the command runs, Ctrl-C ends the program at once: while Python imports, it would print a traceback. One that came
    # before, while the launcher had it blocked, is delivered here.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
