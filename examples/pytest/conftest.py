"""A test in which the board's kernel crashes fails, with the crash's title and report.

    pytest --board /dev/ttyUSB0        # or a profile, or demo; without a session that has the port one is begun

In tests `board` is the session: board.wake() (waits for a prompt), board.send_line("reboot"), board.expect("login: ", timeout=120),
board.hook("power-cycle").
"""

import os
import shlex
import subprocess
import sys
import time

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
import oopscope  # noqa: E402

SETTLE = 2.0  # seconds for a crash to be printed to its end
BOARD = pytest.StashKey()
KNOWN = pytest.StashKey()


def pytest_addoption(parser):
    parser.addoption("--board", default=os.environ.get("BOARD"), help="the port, profile or address of the board")


@pytest.fixture(scope="session")
def board(request):
    """The board's session, with its keyboard."""
    port = request.config.getoption("--board")
    if not port:
        pytest.skip("no board: give --board PORT")
    owner = None
    try:
        session = oopscope.connect(port)
    except oopscope.Error:
        owner = subprocess.Popen(shlex.split(os.environ.get("OOPSCOPE", "oopscope")) + ["serve", port])
        session = begun(owner, port)
    session.take_keyboard("pytest", force=True)
    session.read(1)  # what comes from here on
    request.config.stash[BOARD] = session
    yield session
    session.close()
    if owner:
        owner.terminate()
        owner.wait(30)


def begun(owner, port):
    """The session that is being begun."""
    while owner.poll() is None:
        try:
            return oopscope.connect(port)
        except oopscope.Error:
            time.sleep(0.1)
    pytest.exit("oopscope serve %s did not begin" % port)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    session = item.config.stash.get(BOARD, None)
    if session and "board" in item.fixturenames:
        item.stash[KNOWN] = {c["id"] for c in session.crashes()}
    yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when != "call" or KNOWN not in item.stash:
        return
    session, report = item.config.stash[BOARD], outcome.get_result()
    time.sleep(SETTLE)
    titles = []
    for crash in session.crashes():
        if crash["id"] in item.stash[KNOWN] or crash["severity"] == "error":
            continue
        titles.append("%s: %s" % (crash["severity"].upper(), crash["title"]))
        report.sections.append(("crash %d: %s" % (crash["id"], crash["title"]), session.report(crash["id"])))
        item.user_properties.append(("crash", crash["title"]))
    if titles:
        before = "" if report.passed else "\n\n" + report.longreprtext
        report.outcome = "failed"
        report.longrepr = "the board's kernel crashed: " + "; ".join(titles) + before
