"""pytest --board demo: the second test fails, with the report of the crash."""


def test_shell(board):
    board.wake(prompt=r"root@\S+# ")
    board.send_line("uname -r")
    assert board.expect(r"\n(\d+)\.\d+\S*\r?\n", timeout=20).group(1) in "456"


def test_unload(board):
    board.send_line("modprobe -rf shepherd")
    board.expect("shepherd", timeout=30)
