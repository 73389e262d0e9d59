# What gdb says of a program that died: registers, stack, and of each call its place
# and its variables.
import gdb, os

gdb.execute("set pagination off")
gdb.execute("set confirm off")
gdb.execute("target remote localhost:" + os.environ["PORT"])
gdb.execute("continue", to_string=True)
frame = gdb.newest_frame()
for r in list(frame.architecture().registers("general"))[:40]:
    try:
        v = int(frame.read_register(r.name).cast(gdb.lookup_type("unsigned long long")))
    except gdb.error:
        continue
    if not r.name.islower() or "_" in r.name:
        continue
    bits = 8 * gdb.lookup_type("long").sizeof
    print("register\t%s\t%#x" % (r.name, v & (1 << bits) - 1))
word = gdb.lookup_type("unsigned long")
sp = int(frame.read_register("sp").cast(word))
for i in range(64):
    at = sp + i * word.sizeof
    try:
        print("stack\t%#x\t%#x" % (at, int(gdb.Value(at).cast(word.pointer()).dereference())))
    except gdb.error:
        break


def value(v):
    t = v.type.strip_typedefs()
    if v.is_optimized_out:
        return "?"
    if t.code in (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_PTR, gdb.TYPE_CODE_ENUM, gdb.TYPE_CODE_CHAR, gdb.TYPE_CODE_BOOL):
        try:
            return "%#x" % (int(v.cast(gdb.lookup_type("unsigned long long"))) & (1 << 8 * t.sizeof) - 1)
        except gdb.error:
            return "?"
    if t.code == gdb.TYPE_CODE_ARRAY:
        try:
            return "text " + v.string()
        except gdb.error:
            return "?"
    return "-"


waiting = []
while frame is not None and frame.is_valid():
    block, rows = frame.block(), []
    while block is not None:
        for s in block:
            if s.is_argument or s.is_variable and s.addr_class != gdb.SYMBOL_LOC_STATIC:
                rows.append("variable\t%s\t%s\t%s" % (s.name, s.type, value(s.value(frame))))
        if block.function is not None:
            break
        block = block.superblock
    if frame.type() != gdb.NORMAL_FRAME:  # inlined: it stands in front of the one that it is in
        waiting += rows
    else:
        start = int(gdb.parse_and_eval("(unsigned long)&" + frame.name()))
        if frame.architecture().name().startswith("arm"):
            start &= ~1
        print("frame\t%s\t%#x\t%#x" % (frame.name(), frame.pc() - start, frame.pc()))
        for r in waiting + rows:
            print(r)
        waiting = []
    frame = frame.older()
