#!/bin/bash
# Builds the small kernels and modules beside it and writes down what addr2line
# says of them. Their bytes are committed, for machines without compilers; run
# this again only to change them. Debian 12: gcc, gcc-arm-linux-gnueabihf,
# gcc-aarch64-linux-gnu, gcc-riscv64-linux-gnu, gcc-s390x-linux-gnu,
# gcc-mips-linux-gnu, gcc-mips64el-linux-gnuabi64, gcc-powerpc64le-linux-gnu,
# clang, lld, elfutils.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/src"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags=(-O2 -I. "-ffile-prefix-map=$PWD=." -ffreestanding -fno-pic -fno-pie -fno-stack-protector
	-fno-asynchronous-unwind-tables -fcf-protection=none)
[ "${1:-}" ] && flags+=("$@")

# kernel NAME CC TEXT FLAGS...
kernel() {
	local name=$1 cc=$2 text=$3 f
	shift 3
	for f in init/main kernel/worker; do
		$cc "${flags[@]}" "$@" -c "$f.c" -o "$work/$(basename $f).o"
	done
	$cc "$@" -nostdlib -static -no-pie -Wl,-Ttext="$text" -Wl,-e,start_kernel -Wl,--build-id=sha1 \
		"$work/main.o" "$work/worker.o" -o "$here/$name"
}

# module NAME CC LD FLAGS...
module() {
	local name=$1 cc=$2 ld=$3 f
	shift 3
	for f in toy extra more; do
		$cc "${flags[@]}" "$@" -c "drivers/toy/$f.c" -o "$work/$f.o"
	done
	$ld -r --build-id=sha1 "$work"/{toy,extra,more}.o -o "$here/$name"
}

# say NAME TOOLPREFIX [ADDR2LINE]: every fourth byte of every function, as addr2line -fi has it
say() {
	local name=$1 tool=$2 addr2line=${3:-$2addr2line} relocatable
	relocatable=$("${tool}readelf" -h "$here/$name" | grep -c 'REL (Rel' || true)
	"${tool}objdump" -t "$here/$name" | awk '$3 == "F" {print $4, $1, $5, $NF}' |
	while read -r section start size function; do
		[ $((16#$size)) -gt 0 ] || continue
		for ((at = 0; at < 16#$size; at += 4)); do
			printf '%s\t%s\t%#x\t' "$name" "$function" "$at"
			if [ "$relocatable" = 1 ]; then
				"$addr2line" -fi -j "$section" -e "$here/$name" "$(printf %x $((16#$start + at)))"
			else
				"$addr2line" -fi -e "$here/$name" "$(printf 0x%x $((16#$start + at)))"
			fi | sed 's/ (discriminator [0-9]*)//' | paste -sd'\t' |
				awk -F'\t' '{for (i = 1; i < NF; i += 2) printf("%s%s at %s", (i > 1 ? " <- " : ""), $i, $(i+1)); print ""}'
		done
	done
}

x86=(-m64 -mno-red-zone -mcmodel=kernel)
kernel vmlinux-amd64 gcc 0xffffffff81000000 -gdwarf-5 "${x86[@]}"
kernel vmlinux-amd64-dwarf4 gcc 0xffffffff81000000 -gdwarf-4 "${x86[@]}"
kernel vmlinux-amd64-zlib gcc 0xffffffff81000000 -gdwarf-5 -gz=zlib "${x86[@]}"
for packing in zstd zlib-gnu; do # binutils 2.40 and later
	objcopy --compress-debug-sections=$packing "$here/vmlinux-amd64" "$here/vmlinux-amd64-$packing"
done
kernel vmlinux-amd64-rebuilt gcc 0xffffffff81000000 -gdwarf-5 -DBUILD='"#2"' "${x86[@]}"
kernel vmlinux-amd64-clang 'clang -fuse-ld=lld' 0xffffffff81000000 -gdwarf-5 "${x86[@]}"
kernel vmlinux-arm arm-linux-gnueabihf-gcc 0xc0008000 -gdwarf-5 -marm
kernel vmlinux-thumb arm-linux-gnueabihf-gcc 0xc0008000 -gdwarf-4 -mthumb
module toy-amd64.ko gcc ld -gdwarf-5 "${x86[@]}"
module toy-arm64.ko aarch64-linux-gnu-gcc aarch64-linux-gnu-ld -gdwarf-5
module toy-arm.ko arm-linux-gnueabihf-gcc arm-linux-gnueabihf-ld -gdwarf-4 -marm
module toy-riscv64.ko riscv64-linux-gnu-gcc riscv64-linux-gnu-ld -gdwarf-5
kernel vmlinux-s390x s390x-linux-gnu-gcc 0x100000 -gdwarf-5
kernel vmlinux-amd64-lto 'clang -fuse-ld=lld -flto' 0xffffffff81000000 -gdwarf-5 -g "${x86[@]}"
module toy-mips.ko mips-linux-gnu-gcc mips-linux-gnu-ld -gdwarf-4 -mno-abicalls -mlong-calls
module toy-mips64el.ko mips64el-linux-gnuabi64-gcc mips64el-linux-gnuabi64-ld -gdwarf-5 -mno-abicalls
module toy-ppc64le.ko powerpc64le-linux-gnu-gcc powerpc64le-linux-gnu-ld -gdwarf-5
# The same code, seven lines further down.
cp -r . "$work/shifted"
(
	cd "$work/shifted"
	for f in drivers/toy/toy.c kernel/worker.c; do
		sed -i '1i /*\n * Seven\n * lines\n * of a\n * comment\n * more.\n */' "$f"
	done
	kernel vmlinux-amd64-shifted gcc 0xffffffff81000000 -gdwarf-5 "-ffile-prefix-map=$PWD=." "${x86[@]}"
	module toy-amd64-shifted.ko gcc ld -gdwarf-5 "-ffile-prefix-map=$PWD=." "${x86[@]}"
)
# Two functions of one name and size.
for f in a b; do
	gcc "${flags[@]}" -gdwarf-5 "${x86[@]}" -fno-ipa-cp -c "twins/$f.c" -o "$work/twin-$f.o"
done
gcc "${flags[@]}" -gdwarf-5 "${x86[@]}" -c kernel/worker.c -o "$work/worker.o"
ld -Ttext=0xffffffff81000000 -e call_a --build-id=sha1 "$work"/twin-{a,b}.o "$work/worker.o" -o "$here/vmlinux-amd64-twins"
# What a running kernel writes into its code, and the table of its alternatives.
gcc -c arch/patched.S -o "$work/patched.o"
ld -Ttext=0xffffffff81000000 -e patched --build-id=sha1 "$work/patched.o" -o "$here/vmlinux-amd64-patched"
# Data, that of each CPU from zero on.
gcc "${flags[@]}" -gdwarf-5 "${x86[@]}" -c data/data.c -o "$work/data.o"
ld -T data/data.lds -z max-page-size=16 -e schedule --build-id=sha1 "$work/data.o" -o "$here/vmlinux-amd64-data"
nm -n "$here/vmlinux-amd64" > "$here/System.map"
{
	say vmlinux-amd64 ''
	say vmlinux-amd64-dwarf4 ''
	say vmlinux-amd64-clang ''
	say vmlinux-arm arm-linux-gnueabihf-
	say vmlinux-thumb arm-linux-gnueabihf-
	say toy-amd64.ko ''
	say toy-arm64.ko aarch64-linux-gnu-
	say toy-arm.ko arm-linux-gnueabihf-
	say toy-riscv64.ko riscv64-linux-gnu-
	say vmlinux-s390x s390x-linux-gnu-
	say vmlinux-amd64-lto '' llvm-addr2line # binutils finds nothing without .debug_aranges here
	say toy-mips.ko mips-linux-gnu-
	say toy-mips64el.ko mips64el-linux-gnuabi64-
	say toy-ppc64le.ko powerpc64le-linux-gnu-
} > "$here/addr2line.tsv"
# What distributions ship beside a stripped module: the debug information, without the code.
cp "$here/toy-amd64.ko" "$work/toy.ko"
eu-strip --reloc-debug-sections -f "$here/toy-amd64.ko.debug" "$work/toy.ko"
# A module whose debug sections lost their relocations: all code counts from zero.
arm-linux-gnueabihf-objcopy -R '.rel.debug*' "$here/toy-arm.ko" "$here/toy-arm-flat.ko"
