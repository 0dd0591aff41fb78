"""HTTP byte by byte, for tests of peers that misbehave."""

import socket

from server import SLOW


class RawConnection:
    def __init__(self, server):
        self.socket = socket.create_connection((server.host, server.port), timeout=30 * SLOW)
        self._buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def half_close(self):
        self.socket.shutdown(socket.SHUT_WR)

    def _more(self):
        received = self.socket.recv(65536)
        self._buffer += received
        return bool(received)

    def response(self, head_only=False):
        """The next response as (status, headers in lower case, body), or None at the end."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._more():
                assert not self._buffer, self._buffer
                return None
        head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        length = 0 if head_only else int(headers.get("content-length", 0))
        while len(self._buffer) < length:
            assert self._more(), "the connection ended within a body"
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return int(lines[0].split()[1]), headers, body

    def ended(self):
        """Whether the server has nothing more to say."""
        while self._more():
            pass
        return not self._buffer
