#!/bin/bash
# Builds pump.ko for several machines, and writes down what gdb says of its
# structures and variables: the bytes are committed, for machines without
# compilers. Debian 12: gcc, gdb-multiarch, and gcc for arm-linux-gnueabihf,
# aarch64-linux-gnu, riscv64-linux-gnu, powerpc64le-linux-gnu, mips64el-linux-gnuabi64, s390x-linux-gnu.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here"
flags=(-O2 -g "-ffile-prefix-map=$PWD=." -ffreestanding -fno-pic -fno-pie -fno-stack-protector
	-fno-asynchronous-unwind-tables -fno-strict-aliasing)

# module NAME TOOLPREFIX FLAGS...
module() {
	local name=$1 tool=$2
	shift 2
	emulation=
	[ "$name" = i386 ] && emulation='-m elf_i386'
	"${tool}gcc" "${flags[@]}" "$@" -c pump.c -o "pump-$name.o"
	"${tool}ld" $emulation -r --build-id=sha1 "pump-$name.o" -o "pump-$name.ko"
	rm "pump-$name.o"
	gdb-multiarch -q -batch -nx -x facts.py "pump-$name.ko" 2>/dev/null > "pump-$name.tsv"
}

module amd64 '' -gdwarf-5 -m64 -mno-red-zone -mcmodel=kernel -fcf-protection=none
module amd64-dwarf4 '' -gdwarf-4 -gno-variable-location-views -m64 -mno-red-zone -mcmodel=kernel -fcf-protection=branch
module i386 '' -gdwarf-5 -m32 -mregparm=3 -fcf-protection=none
module arm arm-linux-gnueabihf- -gdwarf-4 -marm
module thumb arm-linux-gnueabihf- -gdwarf-5 -mthumb
module arm64 aarch64-linux-gnu- -gdwarf-5 -mgeneral-regs-only
module riscv64 riscv64-linux-gnu- -gdwarf-5 -mcmodel=medany -mno-relax
module ppc64le powerpc64le-linux-gnu- -gdwarf-5 -mcmodel=medium
module mips64el mips64el-linux-gnuabi64- -gdwarf-5 -mno-abicalls
rm pump-mips64el.tsv # gdb writes down registers of mips as expressions
module s390x s390x-linux-gnu- -gdwarf-4 -march=z13

for bits in 32:i386:-mregparm=3 64:amd64:-mcmodel=kernel; do
	name=halves-${bits:3}
	gcc "${flags[@]}" -gdwarf-5 -m${bits%%:*} -fcf-protection=none "${bits##*:}" -c halves.c -o "${name%:*}.ko"
done
# clang-19: this gdb does not read them.
for name in pump own; do
	clang-19 --target=loongarch64-linux-gnu "${flags[@]}" -gdwarf-5 -c $name.c -o "$name-loongarch64.ko"
done

# stripped NAME: the same module as distributions ship it: BTF, no DWARF. pahole
# is of the package dwarves.
stripped() {
	cp "pump-$1.ko" "stripped-$1.ko"
	pahole -J "stripped-$1.ko"
	llvm-objcopy --strip-debug "stripped-$1.ko"
}

for name in amd64 i386 arm arm64 ppc64le s390x; do
	stripped $name
done
gcc "${flags[@]}" -m64 -mcmodel=kernel -fcf-protection=none -c probe.c -o probe.o
ld -r --build-id=sha1 probe.o -o probe-on-amd64.ko
llvm-objcopy --dump-section .BTF=base.btf stripped-amd64.ko
pahole -J --btf_base=base.btf probe-on-amd64.ko
llvm-objcopy --strip-debug probe-on-amd64.ko
rm probe.o base.btf
for name in union session current; do
	gcc "${flags[@]}" -gdwarf-5 -m64 -mcmodel=kernel -fcf-protection=none -c $name.c -o $name.o
	ld -r --build-id=sha1 $name.o -o $name-amd64.ko
	rm $name.o
done
aarch64-linux-gnu-gcc "${flags[@]}" -gdwarf-5 -mgeneral-regs-only -c atomic.c -o atomic.o
aarch64-linux-gnu-ld -r --build-id=sha1 atomic.o -o atomic-arm64.ko
rm atomic.o
for name in amd64: arm64:aarch64-linux-gnu- arm:arm-linux-gnueabihf-; do
	"${name#*:}gcc" "${flags[@]}" -gdwarf-5 -Iinclude -c gauge.c -o gauge.o $([ "$name" = amd64: ] && echo -mcmodel=kernel -fcf-protection=none; [ "${name%:*}" = arm64 ] && echo -mno-outline-atomics)
	"${name#*:}ld" -r --build-id=sha1 gauge.o -o "gauge-${name%:*}.ko"
	rm gauge.o
done
for name in arm64:aarch64-linux-gnu- arm:arm-linux-gnueabihf- riscv64:riscv64-linux-gnu- s390x:s390x-linux-gnu-; do
	"${name#*:}gcc" "${flags[@]}" -gdwarf-5 $([ "${name%:*}" = riscv64 ] && echo -mcmodel=medany -mno-relax; [ "${name%:*}" = s390x ] && echo -march=z13) -c own.c -o own.o
	"${name#*:}ld" -r --build-id=sha1 own.o -o "own-${name%:*}.ko"
	rm own.o
done

# shapes NAME TOOLPREFIX FLAGS...
shapes() {
	local name=$1 tool=$2
	shift 2
	"${tool}gcc" "${flags[@]}" -gdwarf-5 -fno-delete-null-pointer-checks "$@" -c shapes.c -o shapes.o
	"${tool}ld" -r --build-id=sha1 shapes.o -o "shapes-$name.ko"
	rm shapes.o
}
shapes amd64 '' -m64 -mno-red-zone -mcmodel=kernel -fcf-protection=none -mno-sse
shapes amd64-small '' -m64 -mno-red-zone -mcmodel=kernel -fcf-protection=none -Os
shapes arm arm-linux-gnueabihf- -gdwarf-4 -marm
shapes thumb arm-linux-gnueabihf- -mthumb
shapes arm64 aarch64-linux-gnu- -mgeneral-regs-only
shapes riscv64 riscv64-linux-gnu- -mcmodel=medany -mno-relax

# steps NAME TOOLPREFIX FLAGS...
steps() {
	local name=$1 tool=$2
	shift 2
	"${tool}gcc" "${flags[@]}" -gdwarf-5 "$@" -c steps.c -o "steps-$name.ko"
}
steps amd64 '' -m64 -mno-red-zone -mcmodel=kernel -fcf-protection=none
steps arm64 aarch64-linux-gnu- -mgeneral-regs-only
steps riscv64 riscv64-linux-gnu- -mcmodel=medany -mno-relax # of Debian 13
steps s390x s390x-linux-gnu- -march=z13

# copies NAME TOOLPREFIX FLAGS...: with BTF only. This pahole has no functions that GCC made copies of; later
# ones have them by the name of the source (--btf_features=optimized_func), and so the
# symbols get second names while it runs.
copies() {
	local name=$1 tool=$2 second=() drop=()
	shift 2
	"${tool}gcc" "${flags[@]}" -gdwarf-5 -fsanitize=bounds -fno-ipa-icf "$@" -c copies.c -o copies.o
	"${tool}ld" -r --build-id=sha1 copies.o -o "copies-$name.ko"
	while read -r value of; do
		second+=(--add-symbol "${of%%.*}=.text:0x$value,function,local")
		drop+=(-N "${of%%.*}")
	done < <("${tool}nm" "copies-$name.ko" | sed -n 's/^\([0-9a-f]*\) t \(.*\.\(constprop\|isra\).*\)/\1 \2/p')
	llvm-objcopy "${second[@]}" "copies-$name.ko"
	pahole -J "copies-$name.ko"
	llvm-objcopy --strip-debug "${drop[@]}" "copies-$name.ko"
	rm copies.o
}
copies amd64 '' -m64 -mno-red-zone -mcmodel=kernel -fcf-protection=none
copies arm64 aarch64-linux-gnu- -mgeneral-regs-only

# rows NAME TOOLPREFIX FLAGS...
rows() {
	local name=$1 tool=$2
	shift 2
	"${tool}gcc" "${flags[@]}" -gdwarf-5 "$@" -c rows.c -o rows.o
	"${tool}ld" -r --build-id=sha1 rows.o -o "rows-$name.ko"
	rm rows.o
}
rows amd64 '' -m64 -mno-red-zone -mcmodel=kernel -fcf-protection=none
rows arm64 aarch64-linux-gnu- -mgeneral-regs-only
rows riscv64 riscv64-linux-gnu- -mcmodel=medany -mno-relax

# turns NAME COMPILER FLAGS...
turns() {
	local name=$1 compiler=$2
	shift 2
	"$compiler" "${flags[@]}" -gdwarf-5 "$@" -c turns.c -o "turns-$name.ko"
}
x86=(-m64 -mno-red-zone -mcmodel=kernel -fcf-protection=none -mgeneral-regs-only)
turns amd64 gcc "${x86[@]}"
turns amd64-small gcc "${x86[@]}" -Os
turns amd64-kasan gcc "${x86[@]}" -fsanitize=kernel-address -fasan-shadow-offset=0xdffffc0000000000 --param asan-globals=0 --param asan-stack=0 \
	--param asan-instrumentation-with-call-threshold=10000
turns amd64-clang clang-21 "${x86[@]}"
turns arm arm-linux-gnueabihf-gcc -marm
turns arm64 aarch64-linux-gnu-gcc -mgeneral-regs-only
turns ppc64le powerpc64le-linux-gnu-gcc -mcmodel=medium # of Debian 13, as riscv64's
turns riscv64 riscv64-linux-gnu-gcc -mcmodel=medany -mno-relax
turns s390x s390x-linux-gnu-gcc -march=z13

# shelf-NAME.ko has BTF only, shelf-amd64-whole.ko DWARF; gcc for ppc64le and s390x is of Debian 13.
for name in amd64: arm64:aarch64-linux-gnu- riscv64:riscv64-linux-gnu- ppc64le:powerpc64le-linux-gnu- s390x:s390x-linux-gnu-; do
	case ${name%:*} in
	amd64) more='-m64 -mcmodel=kernel -fcf-protection=none' ;;
	arm64) more=-mgeneral-regs-only ;;
	riscv64) more='-mcmodel=medany -mno-relax' ;;
	ppc64le) more=-mcmodel=medium ;;
	s390x) more=-march=z13 ;;
	esac
	"${name#*:}gcc" "${flags[@]}" -gdwarf-5 $more -c shelf.c -o shelf.o
	"${name#*:}ld" -r --build-id=sha1 shelf.o -o "shelf-${name%:*}.ko"
	rm shelf.o
	[ "${name%:*}" = amd64 ] && cp shelf-amd64.ko shelf-amd64-whole.ko
	pahole -J "shelf-${name%:*}.ko"
	llvm-objcopy --strip-debug "shelf-${name%:*}.ko"
done
