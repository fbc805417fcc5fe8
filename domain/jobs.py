"""The wire between server and workers: the queue's name and the jobs' dotted names. Do not rename while jobs may be queued."""

from typing import Final

QUEUE: Final = "threadsheet"
RUN_SUBMISSION: Final = "workers.jobs.run_submission"
RENDER_HANDOUT: Final = "workers.jobs.render_handout"
TAG_THREAD: Final = "workers.jobs.tag_thread"
