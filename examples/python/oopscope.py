"""A client of oopscope's sessions: what docs/protocol.md says, with the standard library alone.

    with oopscope.connect("/dev/ttyUSB0") as board:
        board.take_keyboard("my script")
        board.send_line("uname -r")
        print(board.expect(r"(\\d+\\.\\d+\\S*)\\r?\\n", timeout=10).group(1))
        print(board.crashes())

A session is one with a screen (`oopscope PORT`) or without (`oopscope serve PORT`), on this machine.
"""

import base64
import glob
import json
import os
import queue
import re
import socket
import tempfile
import threading
import time


class Error(Exception):
    """The session refused something, or is gone."""


def sockets():
    """The sockets of all sessions of this user."""
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.path.isabs(base):
        folder = os.path.join(base, "oopscope")
    else:
        folder = os.path.join(tempfile.gettempdir(), "oopscope-%d" % os.getuid())
    return sorted(glob.glob(os.path.join(folder, "*.sock")))


def connect(port=None):
    """The session that has a port, or without a name the only one there is."""
    found = []
    for path in sockets():
        try:
            session = Session(path)
        except (OSError, ValueError):
            continue  # of a process that was killed
        if port is None or session.is_for(port):
            found.append(session)
        else:
            session.close()
    if len(found) == 1 or found and port is not None:
        for other in found[1:]:
            other.close()
        return found[0]
    for other in found:
        other.close()
    if found:
        raise Error("several sessions are open: name the port")
    raise Error("no session has %s: oopscope serve %s" % (port or "a port", port or "PORT"))


class Session:
    """A connection to a session. The bytes of the board come out of its record, from now on."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(5)
        self._socket.connect(path)
        self._in = self._socket.makefile("r", encoding="utf-8", newline="\n")
        self.hello = json.loads(self._in.readline())["hello"]
        self._socket.settimeout(None)
        self._answers = {}
        self._number = 0
        self._asking = threading.Lock()
        self._changed = threading.Condition()
        self._grown = 0
        self._over = False
        self._record = None
        self._at = self._base = 0
        self._text = ""
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Lets the session go on alone."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()
        if self._record:
            self._record.close()
            self._record = None

    def is_for(self, port):
        """Whether the session is about a port, by its name or by what that is now."""
        names = {self.hello.get(key) for key in ("port", "device", "stable")}
        return port in names or os.path.realpath(port) in names

    def ask(self, do, timeout=150, **what):
        """Has a request answered, as docs/protocol.md has it."""
        answer = queue.Queue(1)
        with self._asking:
            self._number += 1
            self._answers[self._number] = answer
            try:
                self._socket.sendall(json.dumps({"id": self._number, "do": do, **what}).encode() + b"\n")
            except OSError:
                self._end()
        try:
            message = answer.get(timeout=timeout)
        except queue.Empty:
            raise Error("the session does not answer to %s" % do) from None
        if message is None:
            raise Error("the session of %s has ended" % self.hello["port"])
        if message.get("error"):
            raise Error(message["error"])
        return message

    def take_keyboard(self, name="a script", force=False):
        """Asks for the right to type; another may have it."""
        return self.ask("keyboard", name=name, force=force)["status"]

    def send(self, data):
        """Types bytes, and returns when they have left for the board."""
        for i in range(0, len(data), 16384):
            self.ask("send", bytes=base64.b64encode(data[i:i + 16384]).decode(), wait=True)

    def send_line(self, line):
        """Types a line with Enter."""
        self.send(line.encode() + b"\r")

    def hook(self, name, crash=0):
        """Runs a hook of the board's profile; an exit status that is not 0 is an Error."""
        done = self.ask("hook", hook=name, crash=crash)["hook"]
        if done["status"] != 0:
            raise Error("%s ended with status %d: %s" % (name, done["status"], done.get("output", "")))
        return done.get("output", "")

    def crashes(self):
        """The reports so far, as docs/json.md has them, without their raw lines."""
        return self.ask("crashes").get("crashes", [])

    def report(self, crash, form="text"):
        """The report on one crash: text, markdown, mail, html or json."""
        return self.ask("report", crash=crash, **{"as": form})["report"]

    def read(self, size=4096, timeout=0.0):
        """Bytes that came since this was called first, at most so many; b"" when none come in time."""
        if self._record is None:
            where = self.ask("record")["record"]
            self._record = open(where["path"], "rb")
            self._base, self._at = where.get("base", 0), where.get("end", 0)
        end = time.monotonic() + timeout
        while True:
            with self._changed:
                if self._grown <= self._at and not self._over:
                    self._changed.wait(max(0.0, end - time.monotonic()))
                there, over = self._grown - self._at, self._over
            if there > 0:
                self._record.seek(self._base + self._at)
                data = self._record.read(min(size, there))
                self._at += len(data)
                if data:
                    return data
                time.sleep(0.005)  # the disk has not got it yet
            elif over:
                raise Error("the session of %s has ended" % self.hello["port"])
            if time.monotonic() >= end:
                return b""

    def expect(self, pattern, timeout=30.0):
        """Waits for a text behind what was found before, and returns the match."""
        end = time.monotonic() + timeout
        while True:
            match = re.search(pattern, self._text)
            if match:
                self._text = self._text[match.end():]
                return match
            left = end - time.monotonic()
            if left <= 0:
                raise Error("%r did not come within %gs; the last was %r" % (pattern, timeout, self._text[-200:]))
            self._text += self.read(timeout=left).decode(errors="replace")

    def wake(self, prompt=r"[#$] ", timeout=120.0):
        """Waits until the board is at a prompt; Enter asks for one where it says nothing."""
        end, still = time.monotonic() + timeout, 0
        while True:
            came = self.read(timeout=0.5)
            self._text = (self._text + came.decode(errors="replace"))[-4096:]
            if re.search("(?:%s)\\Z" % prompt, self._text):
                self._text = ""
                return
            if time.monotonic() >= end:
                raise Error("no prompt %r within %gs; the last was %r" % (prompt, timeout, self._text[-200:]))
            still = 0 if came else still + 1
            if still and still % 6 == 0:  # a boot loader counts down by the second, and is to be left alone
                self.send(b"\r")

    def _listen(self):
        try:
            for line in self._in:
                self._hear(json.loads(line))
        except (OSError, ValueError):
            pass
        self._end()

    def _end(self):
        with self._changed:
            self._over = True
            self._changed.notify_all()
        while self._answers:
            self._answers.popitem()[1].put(None)

    def _hear(self, message):
        answer = self._answers.pop(message.get("id"), None)
        if answer:
            answer.put(message)
        with self._changed:
            self._grown = max(self._grown, message.get("grown", 0))
            self._changed.notify_all()
