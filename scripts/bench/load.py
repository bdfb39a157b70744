"""Load from a process of its own: `python -m scripts.bench.load PORT PATH SECONDS`; credentials by the environment.

Raw sockets, because an HTTP client library would take longer for a request than the server does.
"""

import asyncio
import json
import os
import sys
import time

import uvloop

CONNECTIONS = 8


async def main(port: int, path: str, seconds: float) -> None:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *json.loads(os.environ["LOAD_HEADERS"]), "", ""]
    request = "\r\n".join(lines).encode()
    until = time.perf_counter() + seconds
    times = await asyncio.gather(*(_ask(port, request, until) for _ in range(CONNECTIONS)))
    print(json.dumps({"requests_per_second": sum(map(len, times)) / seconds}))


async def _ask(port: int, request: bytes, until: float) -> list[float]:
    """Seconds of each answer on one connection; an answer other than 200 ends the run."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times = []
    while (started := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise SystemExit(head.decode())
        length = head.lower().split(b"content-length:")[1].split(b"\r\n")[0]
        await reader.readexactly(int(length))
        times.append(time.perf_counter() - started)
    writer.close()
    return times


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
