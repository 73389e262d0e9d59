#!/bin/bash
# Builds the kernel of the panic in testdata/arm/shepherd-panic.log, and the module,
# which is the demo board's (console/demo/module), as far as its call chain shows
# them: no vmlinux of that board exists. The names,
# addresses, offsets and lengths of the functions are those that the log prints;
# what they contain, and the lines they are on, is ours. The bytes are committed,
# for machines without a compiler; they were made on Debian 12 by
# arm-linux-gnueabihf-gcc 12.2.0 (binutils 2.40). What its addr2line says of the
# log's frames is in addr2line.tsv.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
log=$here/../../arm/shepherd-panic.log
driver=$(cd "$here/../../../console/demo/module" && pwd)
cross=arm-linux-gnueabihf-
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here/linux"
# DWARF 4 is what compilers of that kernel's time wrote. The driver was built
# outside the tree, by an absolute path.
flags=(-O2 -I. "-I$driver" -gdwarf-4 -marm -mapcs-frame -fno-omit-frame-pointer -ffreestanding -fno-pic -fno-pie
	-fno-stack-protector -fno-asynchronous-unwind-tables -fno-toplevel-reorder -ffunction-sections
	"-ffile-prefix-map=$PWD=." "-ffile-prefix-map=$driver=/home/joe/shepherd/src")

# kernel NAME FLAGS...
kernel() {
	local name=$1 n=0 f objects=()
	shift
	for f in $(find . -name '*.[cS]' | LC_ALL=C sort); do
		n=$((n + 1))
		"${cross}gcc" "${flags[@]}" "$@" -c "${f#./}" -o "$work/$n.o"
		objects+=("$work/$n.o")
	done
	# Pages of four bytes: nothing is loaded, so nothing need be aligned.
	"${cross}ld" -T vmlinux.lds -e ret_fast_syscall -z noexecstack -z max-page-size=4 -z common-page-size=4 --build-id=sha1 "${objects[@]}" -o "$here/$name"
}

module() {
	local f objects=()
	for f in module_base pru_mem_interface pru_mem_msg_sys; do
		"${cross}gcc" "${flags[@]}" -fno-common -c "$driver/$f.c" -o "$work/$f.o"
		objects+=("$work/$f.o")
	done
	"${cross}ld" -r -T "$driver/shepherd.lds" --build-id=sha1 "${objects[@]}" -o "$driver/shepherd.ko"
}

# frames: every frame of the log: function, offset, file, and 1 when it is where
# the CPU was rather than where a call returns to.
frames() {
	sed -n 's/.*PC is at \([a-z0-9_]*\)+\(0x[0-9a-f]*\).*/\1 \2 shepherd.ko 1/p' "$log"
	sed -n 's/.*(\([a-z0-9_]*\).*) from \[<[0-9a-f]*>\] (\([a-z0-9_]*\)+\(0x[0-9a-f]*\)\/0x[0-9a-f]*\(.*\))/\1 \2 \3 \4/p' "$log" |
		while read -r callee function offset module; do
			echo "$function $offset $([ "$module" ] && echo shepherd.ko || echo vmlinux) $([ "$callee" = __irq_svc ] && echo 1 || echo 0)"
		done
}

# whole: where a file lies.
whole() { [ "$1" = vmlinux ] && echo "$here/$1" || echo "$driver/$1"; }

# say: what addr2line -fi has for every frame; the call before a return address.
say() {
	local function offset file exact section start at
	while read -r function offset file exact; do
		read -r section start < <("${cross}objdump" -t "$(whole "$file")" | awk -v f="$function" '$NF == f {print $(NF-2), $1; exit}')
		at=$((16#$start + offset - 1 + exact))
		printf '%s\t%s\t%s\t' "$file" "$function" "$offset"
		if [ "$file" = vmlinux ]; then
			"${cross}addr2line" -fi -e "$(whole "$file")" "$(printf %#x $at)"
		else
			"${cross}addr2line" -fi -j "$section" -e "$(whole "$file")" "$(printf %#x $at)"
		fi | sed 's/ (discriminator [0-9]*)//' | paste -sd'\t' |
			awk -F'\t' '{for (i = 1; i < NF; i += 2) printf("%s%s at %s", (i > 1 ? " <- " : ""), $i, $(i+1)); print ""}'
	done
}

kernel vmlinux
kernel vmlinux-r72 -DRELEASE='"4.19.94-ti-r72"' # another board's, or one from before the update
module
frames | say > "$here/addr2line.tsv"
