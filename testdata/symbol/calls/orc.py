# orc.py PROGRAM OLD|NEW: writes down .debug_frame as objtool would for ORC, beside it, in
# orc_unwind_ip and orc_unwind: of kernels before 6.4 or since (other numbers of types).
import re, struct, subprocess, sys

program, new = sys.argv[1], sys.argv[2] == "NEW"
entries, end = {}, None
for line in subprocess.run(["readelf", "-wF", program], capture_output=True, text=True).stdout.splitlines():
    if m := re.search(r"FDE .*pc=([0-9a-f]+)\.\.([0-9a-f]+)", line):
        begin, end = int(m[1], 16), int(m[2], 16)
        entries.setdefault(end, (0, 0, 0))  # nothing is known from there on
        entries[begin] = (8, 0, 5)
    elif "LOC" in line:
        names = line.split()
    elif end and (m := re.match(r"([0-9a-f]{16}) ", line)):
        row = dict(zip(names, line.split()))
        register, offset = row["CFA"].split("+")
        bp = row.get("rbp", "u")
        entries[int(m[1], 16)] = (int(offset), int(bp[1:]) if bp != "u" else 0, {"rsp": 5, "rbp": 4}[register] | (0x10 if bp != "u" else 0))
ip, orc = b"", b""
sections = subprocess.run(["readelf", "-SW", program], capture_output=True, text=True).stdout
base = 0x500000
for i, at in enumerate(sorted(entries)):
    sp, bp, flags = entries[at]
    if new and flags:
        flags |= 2 << 8
    ip += struct.pack("<i", at - (base + 4 * i))
    orc += struct.pack("<hhH", sp, bp, flags)
open("orc_unwind_ip", "wb").write(ip)
open("orc_unwind", "wb").write(orc)
