"""What gdb says of a module: every leaf of every structure, and where the
variables of every function are, at the fourth bytes at which that changes."""
import gdb, re

BASE = {gdb.TYPE_CODE_STRUCT: "struct", gdb.TYPE_CODE_UNION: "union"}

def leaves(t, path, bits, out):
    t = t.strip_typedefs()
    if t.code in BASE:
        for f in t.fields():
            name = path + ("." if path and f.name else "") + (f.name or "")
            if f.bitsize:
                out.append((bits + f.bitpos, f.bitsize, name))
            else:
                leaves(f.type, name, bits + f.bitpos, out)
    elif t.code == gdb.TYPE_CODE_ARRAY:
        low, high = t.range()
        for i in range(low, min(high, low + 2) + 1):
            leaves(t.target(), "%s[%d]" % (path, i), bits + 8 * i * t.target().sizeof, out)
    else:
        out.append((bits, 8 * t.sizeof, path))

for tag in ("list", "valve", "pump_ops", "bank", "pump", "job", "big"):
    t = gdb.lookup_type("struct " + tag)
    out = []
    leaves(t, "", 0, out)
    print("struct", tag, t.sizeof, "-", sep="\t")
    for bits, size, path in out:
        print("leaf", tag, bits, size, path, sep="\t")

def functions():
    for line in gdb.execute("info functions -n", to_string=True).splitlines():
        m = re.search(r"\b(\w+)\(.*\);$", line)
        if m:
            yield m.group(1)

for name in sorted(set(functions())):
    sym = gdb.lookup_global_symbol(name) or gdb.lookup_static_symbol(name)
    if not sym or not sym.symtab:
        continue
    block = gdb.block_for_pc(int(sym.value().address) & ~1)
    if not block:
        continue
    while block.function is None or block.function.name != name:
        block = block.superblock
    said = {}
    for pc in range(block.start, block.end, 4):
        text = gdb.execute("info scope *%#x" % pc, to_string=True)
        for m in re.finditer(r"^Symbol (\w+) is (.*?)(?=, length \d+\.$|^Symbol )", text, re.M | re.S):
            what = " ".join(m.group(2).split())
            r = re.search(r"multi-location: (.*)", what)
            if r:
                what = "optimized out"
                for lo, hi, where in re.findall(r"Range (0x[0-9a-f]+)-(0x[0-9a-f]+): (.*?)(?= Range |$)", r.group(1)):
                    if int(lo, 16) <= pc < int(hi, 16):
                        what = where
            if said.get(m.group(1)) == what:
                continue
            said[m.group(1)] = what
            print("var", name, pc - block.start, m.group(1), what, sep="\t")
