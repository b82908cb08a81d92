"""Publishing as durable work: handed in, done by workers, never lost, public once.

    desk        hand in, look at, cancel and retry jobs: all that web and command need
    workflow    what is done, stage by stage
    forming     forms to take away of what is public: found by the worker, and made
    stages      how one stage is run: noted, watched, waited for
    queues      which work waits for which, and whose turn it is
    worker      the process that does the work
    errands     what a command beside it would do by itself, done by the worker, which is warm
    lives       on PostgreSQL: workers that live, and the jobs of those that died
    keeper      keeps a worker running beside the web
    system      where DBOS, which remembers all of it, keeps its tables

Only the worker imports the machinery that does the work; the rest is light.
"""

from publisher.jobs.desk import Desk, Job, State

__all__ = ["Desk", "Job", "State"]
