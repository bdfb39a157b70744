"""A process to supervise: answers every request on its port, starts a child, and says when it is stopped."""

import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        return


def stop(_number: int, _frame: object) -> None:
    print("stopped in peace")
    sys.exit()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    child = subprocess.Popen(["/bin/sleep", "600"])
    print(f"serving with child {child.pid}")
    port = int(os.environ["IMMIBLOX_PORT_BASE"]) + int(sys.argv[1])
    ThreadingHTTPServer(("127.0.0.1", port), Ready).serve_forever()
