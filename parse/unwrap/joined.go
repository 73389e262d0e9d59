package unwrap

import (
	"bytes"
	"slices"

	"oopscope/parse/regex"
)

// Web pages, search results and messengers lose line ends: a report of sixty lines is
// one. Where its lines began can still be told, by the stamps that each of them had or
// by the words that the kernel begins its lines with.

// Bounds of a line that may be many.
const (
	longLine     = 300
	enoughStamps = 5 // of a console on which two CPUs printed at once a line has two or three
	enoughStarts = 6
	enoughValues = 5 // of the lines, with an address or a place in it, which talk of a report does not have
)

var (
	// what syslog or the journal puts in front of a line of the kernel, and its own time
	stamps = regex.Of(`(?:<\d{1,3}>)?(?:(?:[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.+Z-]{8,24}) [\w.-]{1,64} kernel: ?)?\[ {0,8}\d{1,9}\.\d{3,9}\]|(?:[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.+Z-]{8,24}) [\w.-]{1,64} kernel: ?`)
	valued = regex.Of(`[0-9a-f]{8}|\+0x[0-9a-f]+/0x|: \d+ `)
)

// starts are how lines of reports begin: what happened, who and on what, registers, the
// stack and the code, sanitizers and locks.
var starts = [...]*regex.Lazy{
	regex.Of(`\s()(?:(?:watchdog: |NMI watchdog: )?BUG: |Unable to handle kernel |CPU \d+ Unable to handle |Internal error: |kernel BUG at \S|Kernel panic - not |general protection fault|invalid opcode: |INFO: (?:task|rcu)|WARNING: (?:CPU: |possible |inconsistent |suspicious |bad )|-{8,}\[ cut here|Kernel BUG |Kernel bug )`),
	regex.Of(`\s()(?:[Oo]ops(?:\[#\d+\]:|: [0-9a-f]{4} \[#| - [\w ]+ \[#| \[#)|#PF: |[a-z][a-z -]{3,40}: [0-9a-f]{4} ilc:\d|PGD [0-9a-f]|\*p(?:de|dpt)\s?=|pgd = |\[[0-9a-f]{8,16}\] \*?(?:pgd|pmd|address)|printing eip:|last sysfs file:)`),
	regex.Of(`\s()(?:Mem abort info:|Data abort info:|ESR = |EC = 0x|SET = |EA = |FSC = |ISV = |CM = |(?:user|swapper) pgtable|Faulting instruction address: |Failing address: |Modules linked in:|CPU: ?\d+ |Cpu \d+\s|CPU \d+ (?:Pid|Modules|Not)|Pid: \d+, comm: |Process \S+ \(pid: |Hardware name: |Workqueue: |[Tt]ask: [0-9a-f]{8,16} t|TASK = )`),
	regex.Of(`\s()(?:\d+\.\d+\.\d+\S* #\d+ (?:Not t|T)ainted|"echo 0 > /proc/|RIP: |RIP {1,3}\[<|RSP: |RSP <|RAX: |RDX: |RBP: |R10: |R13: |FS: {1,2}[0-9a-f]|CS: {1,2}[0-9a-f]{4} |CR2: |DR[03]: |PKRU: |E?IP: (?:\[<|0[0-9a-fx]|[A-Za-z_])|EIP is at |EFLAGS: )`),
	regex.Of(`\s()(?:[Ee][Aa][Xx]: |[Ee][Ss][Ii]: |ds: [0-9a-f]{4} |DS: [0-9a-f]{4} E|CR0: |PC is at |LR is at |pc : |lr : [^\[0-9]|sp : |r10: |r7 : |r3 : |Flags: |Control: |pstate: [0-9a-f]+ \()`),
	regex.Of(`\s()(?:x\d+ ?: |\$ ?\d+ {0,3}: [0-9a-f]{8}|Hi {3,4}: |Lo {3,4}: |epc {0,3}: |ra {3,4}: |Status: |Cause : |BadVA : |PrId {1,2}: |gp : |t[15] : |s[1258] ?: |s11: |a[25] : |status: [0-9a-f]{8}|pc [0-9a-f]{16} ra |[at][048] [0-9a-f]{16} |s[15] [0-9a-f]{16} |ra: [0-9a-f]{16} |(?:ERA|CRMD|PRMD|EUEN|ECFG|ESTAT|BADV|PRID): )`),
	regex.Of(`\s()(?:NIP: |NIP \[|LR \[|REGS: |MSR: |CFAR: |D(?:E?A)R: |GPR\d\d: |Krnl (?:PSW|GPRS|Code)|Last Breaking)`),
	regex.Of(`\s()(?:Stack ?: ?|[0-9a-f]{4}: [0-9a-f]{8}\s|Call [Tt]race:|Backtrace:|Function entered at |Exception stack|</?(?:IRQ|TASK|NMI|EOE)>|Code: {1,2}[0-9a-f(<]|Instruction dump:|[#>*]?[0-9a-f]{16}: [0-9a-f]{4,12}\s|-{3}\[ end |Kernel Offset: |Rebooting in )`),
	regex.Of(`\s()(?:\[c[0-9a-f]{7,15}\] \[|\(?\[<[0-9a-f]{8,16}>\] |\? [A-Za-z_][\w.]*\+0x|[A-Za-z_][\w.]*\+0x[0-9a-f]+/0x[0-9a-f]+|[A-Za-z_]\w* [\w/.-]+\.[chS]:\d+ \[inline\])`),
	regex.Of(`\s()(?:(?:Read|Write) of size \d|(?:Allocated|Freed) by task \d|The buggy address |Memory state around|={16,}|-{16,}|\w[\w./:-]*/\d+ (?:is trying to |\[HC\d)|but task is already |which lock already )`),
	regex.Of(`\s()(?:other info that |stack backtrace:|irq event stamp: |the existing dependency |inconsistent \{|\{[A-Z-]+\} state was registered |hardirqs last |softirqs last |NMI backtrace |Sending NMI)`),
	regex.Of(`Instruction dump: ()`),
}

// tellJoined tells a text with a line that was many.
func tellJoined(head []byte, _ bool) verdict {
	for line := range bytes.Lines(head) {
		if len(begins(line)) > 0 {
			return yes
		}
	}
	return no
}

func newJoined() stage { return &lines{rewrite: part} }

// begins returns where the lines began that a line was joined of, nil when it is one
// as it stands.
func begins(line []byte) (at []int) {
	if len(line) < longLine || !bytes.ContainsAny(line, ":]") || bytes.IndexByte(line, 0) >= 0 {
		return nil
	}
	if all := stamps.Get().FindAllIndex(line, -1); len(all) >= enoughStamps {
		for _, m := range all {
			at = append(at, m[0])
		}
		return at
	}
	for _, s := range starts {
		for from := 0; ; {
			m := s.Get().FindSubmatchIndex(line[from:])
			if m == nil {
				break
			}
			if from += m[2]; !goesOn(line, from) {
				at = append(at, from)
			}
		}
	}
	slices.Sort(at)
	at = slices.Compact(at)
	if len(at) < enoughStarts || !tellsValues(line, at) {
		return nil
	}
	return at
}

// tellsValues tells that enough of the lines that begin at these places have a value.
func tellsValues(line []byte, at []int) bool {
	found := 0
	for i, from := range at {
		to := len(line)
		if i+1 < len(at) {
			to = at[i+1]
		}
		if valued.Get().Match(line[from:to]) {
			found++
		}
	}
	return found >= enoughValues
}

// goOns are beginnings that go on with what stands in front of them: the place of a
// program counter, the address of a frame.
//
//	PC is at list_del+0x10/0x40
//	epc   : 8010c560 list_del+0x10/0x40
//	RIP: 0010:[<ffffffff8107c0c8>]  [<ffffffff8107c0c8>] list_del+0x10/0x40
//	---[ end Kernel panic - not syncing: Fatal exception ]---
var goOns = [...]struct{ front, next *regex.Lazy }{
	{regex.Of(`\s(?:end|Code:|Krnl)$`), regex.Of(``)},
	{regex.Of(`\s(?::|from|at|IP:|0010:\S*)$|RIP$`), regex.Of(`^\(?\[<`)},
	{regex.Of(`RSP: \S+$`), regex.Of(`^EFLAGS:`)},
	{regex.Of(`[[<(][0-9a-f]{8,16}>?\]\)?$`), regex.Of(`^(?:\?$|[^ ]*\+0x)`)},
	{regex.Of(`\s(?:[0-9a-f]{8,16}|at|from|in|by|:|\?|E?IP:)$`), regex.Of(`\+0x`)},
}

// goesOn tells that what looks like the beginning of a line at this place is none.
func goesOn(line []byte, at int) bool {
	const enough = 64 // bytes in front
	front := bytes.TrimRight(line[max(0, at-enough):at], " ")
	next, _, _ := bytes.Cut(line[at:], []byte{' '})
	for _, g := range goOns {
		if g.front.Get().Match(front) && g.next.Get().Match(next) {
			return true
		}
	}
	return false
}

// part gives the lines their ends back.
func part(dst, line []byte) []byte {
	from := 0
	for _, at := range begins(line) {
		dst = append(dst, bytes.TrimRight(line[from:at], " ")...)
		if at > 0 {
			dst = append(dst, '\n')
		}
		from = at
	}
	return append(dst, line[from:]...)
}
