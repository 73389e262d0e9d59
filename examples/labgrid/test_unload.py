"""LG_BOARD=/dev/ttyUSB0 pytest --lg-env board.yaml: what a shell says, and whether the kernel lives through it."""


def test_kernel(target):
    shell = target.get_driver("CommandProtocol")
    assert shell.run_check("uname -s") == ["Linux"]


def test_unload(target):
    shell, console = target.get_driver("CommandProtocol"), target.get_driver("OopscopeDriver")
    shell.run("echo modprobe -rf shepherd")
    console.settle(1.0, timeout=20.0)
    console.check()
