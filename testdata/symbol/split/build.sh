#!/bin/bash
# Builds modules of ../typed/pump.c (and ../typed/session.c, so that a package has two units)
# whose variables and types stand in .dwo files and in a .dwp: what they tell is held against
# the same code compiled without. Their bytes are committed, for machines without compilers.
# Debian 12: gcc, binutils (dwp); clang and llvm-dwp of LLVM 21.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
clang=${CLANG:-clang-21}
llvm_dwp=${LLVM_DWP:-llvm-dwp-21}
flags=(-O2 -g -ffreestanding -fno-pic -fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables
	-fno-strict-aliasing -m64 -mno-red-zone -mcmodel=kernel)

# module NAME COMPILER PACKER FLAGS...
module() {
	local name=$1 compiler=$2 packer=$3
	shift 3
	mkdir -p "$here/$name"
	cd "$here/$name"
	cp ../../typed/{session,pump}.c .
	for f in session pump; do
		$compiler "${flags[@]}" "-ffile-prefix-map=$PWD=." "$@" -gsplit-dwarf -c $f.c -o $f.o
	done
	ld -r --build-id=sha1 session.o pump.o -o pump.ko
	$packer session.dwo pump.dwo -o pump.dwp # of gcc5 none: the packers at hand cannot
	rm session.* pump.[co]
}
module gcc4 gcc dwp -gdwarf-4 -gno-variable-location-views -fcf-protection=branch
module gcc5 gcc true -gdwarf-5 -fcf-protection=none
module clang5 "$clang" "$llvm_dwp" -gdwarf-5 -fcf-protection=none
cp ../../typed/pump.c .
"$clang" "${flags[@]}" "-ffile-prefix-map=$PWD=." -gdwarf-5 -fcf-protection=none -c pump.c -o whole.ko
rm pump.c

# Types in units of their own, and types that dwz moved to a file which several have.
cd ../../typed
plain=("${flags[@]}" -mno-red-zone -fcf-protection=none -gdwarf-5 "-ffile-prefix-map=$PWD=.")
gcc "${plain[@]}" -fdebug-types-section -c pump.c -o "$here/types.o"
gcc "${plain[@]}" -c pump.c -o "$here/pump.o"
cd "$here"
linked=(--unresolved-symbols=ignore-all -e 0 -Ttext=0xffffffff81000000 --build-id=sha1)
ld "${linked[@]}" types.o -o types5
ld "${linked[@]}" pump.o -o linked5
cp linked5 dwz5
cp linked5 other
dwz --dwarf-5 -m pump.dwz -M pump.dwz dwz5 other
chmod 644 types5 linked5 dwz5 pump.dwz
rm types.o pump.o other
