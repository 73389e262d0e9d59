"""labgrid drivers on a session of oopscope: the console, with every byte recorded and every crash decoded
beside it, and the power by the hooks of the board's profile. board.yaml beside this file uses them.

`oopscope serve PORT` has to own the port; a person may look on with `oopscope PORT`.
"""

import logging
import os
import sys

import attr
from pexpect import TIMEOUT

from labgrid.driver.common import Driver
from labgrid.driver.consoleexpectmixin import ConsoleExpectMixin
from labgrid.factory import target_factory
from labgrid.protocol import ConsoleProtocol, PowerProtocol
from labgrid.resource.common import Resource
from labgrid.step import step

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
import oopscope  # noqa: E402

# The resources that have a port of this machine. A NetworkSerialPort is the exporter's: let `oopscope serve
# rfc2217://HOST:PORT` own it, and name that as an OopscopePort.
PORTS = {"OopscopePort", "RawSerialPort", "USBSerialPort"}


@target_factory.reg_resource
@attr.s(eq=False)
class OopscopePort(Resource):
    """The port of a session, by the name that it was opened with, or by its device."""

    port = attr.ib(validator=attr.validators.instance_of(str))


@target_factory.reg_driver
@attr.s(eq=False)
class OopscopeDriver(ConsoleExpectMixin, Driver, ConsoleProtocol):
    """The console of a board. With fail_on_crash a crash of its kernel is the error of who waits for a word."""

    bindings = {"port": PORTS}
    txdelay = attr.ib(default=0.0, validator=attr.validators.instance_of(float))
    fail_on_crash = attr.ib(default=False, validator=attr.validators.instance_of(bool))

    def __attrs_post_init__(self):
        super().__attrs_post_init__()
        self.logger = logging.getLogger(f"{self}({self.target})")
        self.session = None
        self._known = set()

    def on_activate(self):
        self.session = oopscope.connect(self.port.port)
        self.session.take_keyboard("labgrid", force=True)
        self.session.read(1)  # what comes from here on
        self._known = {c["id"] for c in self.session.crashes()}

    def on_deactivate(self):
        self.session.close()
        self.session = None

    def _read(self, size=1024, timeout=0.0):
        data = self.session.read(size, timeout)
        if not data:
            if self.fail_on_crash:
                self.check()
            raise TIMEOUT(f"nothing came within {timeout:.2f}s")
        return data

    def _write(self, data):
        self.session.send(data)
        return len(data)

    @Driver.check_active
    @step(result=True)
    def crashes(self):
        """The crashes since the driver was activated, as docs/json.md has them."""
        return [c for c in self.session.crashes() if c["id"] not in self._known and c["severity"] != "error"]

    @Driver.check_active
    @step()
    def check(self):
        """Raises CrashError when the kernel crashed since the driver was activated."""
        for crash in self.crashes():
            raise CrashError(crash["title"] + "\n\n" + self.session.report(crash["id"]))


class CrashError(Exception):
    """The kernel of the board crashed; the message has the report."""


@target_factory.reg_driver
@attr.s(eq=False)
class OopscopePowerDriver(Driver, PowerProtocol):
    """The power of a board by the hooks power-on, power-off and power-cycle of its profile."""

    bindings = {"port": PORTS}

    def _hook(self, name):
        with oopscope.connect(self.port.port) as session:
            return session.hook(name)

    @Driver.check_active
    @step()
    def on(self):
        self._hook("power-on")

    @Driver.check_active
    @step()
    def off(self):
        self._hook("power-off")

    @Driver.check_active
    @step()
    def cycle(self):
        self._hook("power-cycle")
