#!/bin/bash
# Builds the files beside it: small kernels and objects whose names or debug information
# stand elsewhere than in most. Their bytes are committed, for machines without compilers.
# Debian 12: gcc, binutils (dwp), llvm-14, dwz; rustc 1.95 and its nightly.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here/../src"
flags=(-O2 -I. "-ffile-prefix-map=$PWD=." -ffreestanding -fno-pic -fno-pie -fno-stack-protector
	-fno-asynchronous-unwind-tables -fcf-protection=none -m64 -mno-red-zone -mcmodel=kernel)
link=(gcc -nostdlib -static -no-pie -Wl,-Ttext=0xffffffff81000000 -Wl,-e,start_kernel -Wl,--build-id=sha1)

# Names of Rust, both ways, and of C++.
rustc -O -g -C symbol-mangling-version=v0 --remap-path-prefix="$here=." --remap-path-prefix="$PWD=." --emit=obj -o "$here/rust-v0.o" "$here/ring.rs"
rustc +nightly -O -g -Z unstable-options -C symbol-mangling-version=legacy --remap-path-prefix="$here=." --remap-path-prefix="$PWD=." --emit=obj -o "$here/rust-legacy.o" "$here/ring.rs"

# Split DWARF: what is in the .dwo files beside the image, or in a .dwp of all.
for v in 4 5; do
	for f in init/main kernel/worker; do
		(cd "$work" && gcc "${flags[@]}" -I"$here/../src" "-ffile-prefix-map=$here/../src=." -gdwarf-$v -gsplit-dwarf -c "$here/../src/$f.c" -o "split$v-$(basename $f).o")
	done
	(cd "$work" && "${link[@]}" "split$v-main.o" "split$v-worker.o" -o "split$v" && cp "split$v" "split$v"-*.dwo "$here/" && $([ $v = 4 ] && echo dwp || echo llvm-dwp-14) -e "split$v" -o "$here/packed$v.dwp" && cp "split$v" "$here/packed$v")
done

# dwz: names that several files have stand in one that all refer to.
for v in 4 5; do
	for f in init/main kernel/worker; do
		gcc "${flags[@]}" -gdwarf-$v -c "$f.c" -o "$work/dwz$v-$(basename $f).o"
	done
	"${link[@]}" "$work/dwz$v-main.o" "$work/dwz$v-worker.o" -o "$work/dwz$v"
	"${link[@]}" "$work/dwz$v-worker.o" "$work/dwz$v-main.o" -o "$work/other"
	(cd "$work" && dwz $([ $v = 5 ] && echo --dwarf-5) -m "dwz$v.dwz" -M "dwz$v.dwz" "dwz$v" other && cp "dwz$v" "dwz$v.dwz" "$here/")
done
