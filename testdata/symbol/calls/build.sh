#!/bin/bash
# Builds calls.c for several machines, lets each program die, and writes down what
# gdb says of the registers, the stack and the variables of every call then. The
# bytes are committed, for machines without compilers. Debian 12: gcc, gdb-multiarch,
# qemu-user, and gcc for arm-linux-gnueabihf, aarch64-linux-gnu, riscv64-linux-gnu,
# powerpc64le-linux-gnu, mips64el-linux-gnuabi64, s390x-linux-gnu.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here"
flags=(-O2 -g "-ffile-prefix-map=$PWD=." -ffreestanding -fno-pic -fno-pie -no-pie -fno-stack-protector
	-fno-asynchronous-unwind-tables -nostdlib -static -Wl,--build-id=none -Wl,-z,max-page-size=4096)

# program NAME TOOLPREFIX QEMU FLAGS...
program() {
	local name=$1 tool=$2 qemu=$3 port=$((20000 + RANDOM % 20000))
	shift 3
	"${tool}gcc" "${flags[@]}" "$@" calls.c -o "calls-$name"
	"qemu-$qemu" -g $port "calls-$name" 2> /dev/null &
	local pid=$!
	PORT=$port gdb-multiarch -q -batch -nx -x died.py "calls-$name" > "calls-$name.tsv" 2> /dev/null
	wait $pid || true
}

program amd64 '' x86_64 -gdwarf-5 -m64 -mno-red-zone -fcf-protection=none
program amd64-eh '' x86_64 -gdwarf-5 -m64 -mno-red-zone -fcf-protection=none -fasynchronous-unwind-tables
program i386 '' i386 -gdwarf-5 -m32 -mregparm=3 -fcf-protection=none
program arm arm-linux-gnueabihf- arm -gdwarf-4 -marm
program thumb arm-linux-gnueabihf- arm -gdwarf-5 -mthumb
program arm64 aarch64-linux-gnu- aarch64 -gdwarf-5 -mgeneral-regs-only -fno-omit-frame-pointer
program riscv64 riscv64-linux-gnu- riscv64 -gdwarf-5 -mno-relax
program ppc64le powerpc64le-linux-gnu- ppc64le -gdwarf-5
program mips64el mips64el-linux-gnuabi64- mips64el -gdwarf-5 -mno-abicalls -Wl,-e,_start
program s390x s390x-linux-gnu- s390x -gdwarf-4 -march=z13 -msoft-float

# What the kernel itself unwinds by, in place of what debuggers read: exidx of arm, ORC of x86.
program arm-exidx arm-linux-gnueabihf- arm -gdwarf-4 -marm -funwind-tables -Wl,--defsym=__aeabi_unwind_cpp_pr0=0
arm-linux-gnueabihf-objcopy --remove-section .debug_frame calls-arm-exidx
for kernel in OLD NEW; do
	name=calls-amd64-orc-${kernel,,}
	program "${name#calls-}" '' x86_64 -gdwarf-5 -m64 -mno-red-zone -fcf-protection=none
	python3 orc.py "$name" $kernel
	more=()
	[ $kernel = OLD ] || more=(--add-section .orc_header=/dev/null --set-section-flags .orc_header=alloc,readonly)
	objcopy --remove-section .debug_frame --add-section .orc_unwind_ip=orc_unwind_ip --add-section .orc_unwind=orc_unwind "${more[@]}" \
		--set-section-flags .orc_unwind_ip=alloc,readonly --change-section-address .orc_unwind_ip=0x500000 \
		--set-section-flags .orc_unwind=alloc,readonly --change-section-address .orc_unwind=0x510000 "$name"
	rm orc_unwind orc_unwind_ip
done
# orc-amd64.ko is a small module of a Debian kernel (7.3.4) as its build left it, objtool and all, without what says more than
# .debug_frame (objcopy -R .debug_info …): the kernel's headers and tools are needed to build one.
