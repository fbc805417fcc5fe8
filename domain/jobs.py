"""The names shared by server and workers: the queue and the jobs' dotted names. Renaming one loses the jobs in the queue."""

from typing import Final

QUEUE: Final = "threadsheet"
RUN_SUBMISSION: Final = "workers.jobs.run_submission"
RENDER_HANDOUT: Final = "workers.jobs.render_handout"
TAG_THREAD: Final = "workers.jobs.tag_thread"
CHANGE_THREADS: Final = "workers.jobs.change_threads"
TAKE_IN_IMPORT: Final = "workers.jobs.take_in_import"
RUN_ROUTINE: Final = "workers.jobs.run_routine"
