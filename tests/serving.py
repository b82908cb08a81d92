"""A site served on loopback by waitress, as it is by default."""

import threading
from contextlib import contextmanager

from waitress.server import create_server
from waitress.wasyncore import close_all


@contextmanager
def served(app, door=None):
    """Serve a site, perhaps behind a `Door`; gives its address."""
    servers = {}
    server = create_server(app, servers, host="127.0.0.1", port=0, threads=8)
    if door:
        door.stand_before(servers)
    with running(server) as address:
        yield address


@contextmanager
def running(server):
    """Run a server of waitress; gives its address."""
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    # In the server's own loop, which ends when nothing is open.
    server.trigger.pull_trigger(lambda: close_all(server._map, ignore_all=True))
    server.task_dispatcher.shutdown()
    thread.join()
