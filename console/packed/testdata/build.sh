#!/bin/bash
# Writes words.xz, which TestXZOfXZ reads, with xz 5.4.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
words() { for ((i = 1; i <= 4000; i++)); do printf '%d worker+0x%x\n' $i $i; done; }
{
	words | xz --check=crc32 --lzma2=preset=6,lc=1,lp=2,pb=0,dict=64KiB --block-size=20000
	words | xz --check=sha256 -9e
} > words.xz
