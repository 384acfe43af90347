"""Runs the process that opens a file, or draws a page, and writes down what it took: `weighed.py RECORD FACTS` or `… page N`.

The kernel counts the memory of whoever starts a process as that process's own, so a small one has to start it.
"""

import os
import sys

record, facts, *page = sys.argv[1:]
pid = os.fork()
if pid == 0 and page:
    os.execv(sys.executable, [sys.executable, "-m", "recognition.evidence.safe.page_child", *page])
if pid == 0:
    patient = f"from recognition.evidence.safe import child; child.MOST_WALL_SECONDS = 60; child.main({int(facts)})"
    os.execv(sys.executable, [sys.executable, "-c", patient, facts])
_pid, status, used = os.wait4(pid, 0)
with open(record, "a", encoding="ascii") as told:
    told.write(f"{used.ru_maxrss * 1024} {used.ru_utime + used.ru_stime}\n")
if os.WIFSIGNALED(status):
    os.kill(os.getpid(), os.WTERMSIG(status))
sys.exit(os.waitstatus_to_exitcode(status))
