package prefix

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
	"oopscope/parse/grammar"
)

// The weights of lines that nobody but a kernel prints: of which people quote one by
// itself, as they do a frame, and of which they do not.
const (
	strong = 2
	plain  = 3
)

// firstWords is as long as any line's beginning in the tables of [grammar].
const firstWords = 64

// weight tells how sure it is that a text is a line of a report: 0 not at all, 1
// its first words are, strong or plain when its form is one that prose does not have.
func weight(text string) int {
	t := ascii.Unindented(text)
	if len(t) < 4 {
		return 0
	}
	if telling(t) {
		return plain
	}
	kind := grammar.KindOf(t)
	switch kind {
	case grammar.Frame:
		return when(isFrame(t))
	case grammar.Heading, grammar.Ending:
		return strong
	case grammar.System:
		return system(t)
	case grammar.Registers:
		return place(t)
	case grammar.Code:
		return when(ascii.HexRun(t, 2))
	case grammar.Detail, grammar.Fault, grammar.Hex:
		if kind == grammar.Fault && place(t) == plain {
			return plain
		}
		if ascii.IsLetter(t[0]) || ascii.IsDigit(t[0]) || t[0] == '"' { // a mark may be anybody's
			return 1
		}
	}
	return when(strings.HasPrefix(t, "------------[ cut here ]") || strings.HasPrefix(t, "(XEN) "))
}

// place is the weight of a row of registers, of which one has a name in it.
//
//	RIP: 0010:list_del+0xef/0x150
//	IP: [<ffffffff8109c7ab>] balance_pgdat+0x25b/0x4ff
func place(t string) int {
	if (strings.HasPrefix(t, "RIP: 0") || strings.HasPrefix(t, "IP: [<")) && isFrame(t) {
		return plain
	}
	return when(ascii.HexRun(t, 8))
}

// telling tells the details that have so much of a form that nobody else writes them:
//
//	1-...0: (19 ticks this GP) idle=1094/1/0x4000000000000000 softirq=1380/1382 fqs=801
//	(detected by 0, t=5252 jiffies, g=1197, q=52 ncpus=4)
//	lock: 0xf53ef350, .magic: dead4ead, .owner: syslogd/139, .owner_cpu: 0
//	task:sh              state:R  running task     stack:0     pid:89    ppid:1
//	Read of size 4 at addr ffff8881d4332414 by task swapper/22/0
func telling(t string) bool {
	if grammar.StalledCPU(t) >= 0 || grammar.Task(t).Known || isIdent(t) {
		return true
	}
	for _, form := range [...][2]string{
		{"rcu: ", " jiffies"}, {"(detected by ", " jiffies"}, {"(t=", " jiffies"}, {"lock: ", ", .magic: "}, {"in_atomic(): ", "irqs_disabled(): "},
		{"Read of size ", " by task "}, {"Write of size ", " by task "}, {"Read at addr ", " by task "}, {"Write at addr ", " by task "}, {"page:", "count:"},
		{"FATAL TRAP: ", "vector"}, {"FATAL PAGE FAULT", ""}, {"CONTROL-FLOW PROTECTION FAULT: ", "#CP["}, {"****************************************", "*"},
		{"Active:", " inactive:"}, {"Free pages: ", "kB ("}, {"cpu ", " hot: "},
		{`"echo 0 > `, "disables this message."}, {"rcu_scheduler_active = ", ", debug_locks = "}, {"#0: ", "}, at: "},
		{"tsk->{mm,active_mm}->", " = "},
	} {
		if strings.HasPrefix(t, form[0]) && strings.Contains(t, form[1]) {
			return true
		}
	}
	task, _ := grammar.TaskIn(t)
	return task.Known
}

// isIdent tells the line in which lockdep says what kernel it is (kernel/locking/lockdep.c:
// print_kernel_ident()).
//
//	6.12.0-rc5 #1216 Tainted: G        W
func isIdent(t string) bool {
	release, rest, ok := strings.Cut(t, " #")
	build, state, _ := strings.Cut(rest, " ")
	return ok && ascii.IsDigit(t[0]) && len(release) < 80 && strings.Contains(release, ".") && !strings.Contains(release, " ") && build != "" &&
		(strings.HasPrefix(state, "Not tainted") || strings.HasPrefix(state, "Tainted: "))
}

func when(sure bool) int {
	if sure {
		return strong
	}
	return 0
}

// system weighs the lines that every kernel prints about itself.
func system(t string) int {
	for _, begin := range [...]string{"Hardware name: ", "Modules linked in:", "Workqueue: "} {
		if strings.HasPrefix(t, begin) {
			return strong
		}
	}
	if _, _, ok := grammar.CPU(t); ok {
		return plain
	}
	return 1 // a header, of which people quote several
}

// isFrame tells a frame that has an address or an offset.
func isFrame(t string) bool {
	if t == "<TASK>" || t == "</TASK>" || t == "<IRQ>" || t == "</IRQ>" {
		return true
	}
	if plus := strings.Index(t, "+0x"); plus > 0 {
		rest := strings.TrimLeft(t[plus+3:], "0123456789abcdef")
		return strings.HasPrefix(rest, "/0x")
	}
	return strings.HasPrefix(t, "[<") && len(t) > 10 && ascii.AllHexDigits(t[2:10])
}

// IsRow tells a text that is a line of a report as it stands, by its first words:
// nothing stands in front of it, however much of a report is what follows them.
//
//	RIP: 0010:list_del+0xef/0x150
//	[<c0101a0c>] show_stack+0x1c/0x20
func IsRow(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	switch grammar.Beginning(beginning(text)) {
	case grammar.Heading, grammar.Registers, grammar.Code, grammar.System:
		return true
	}
	return text[0] == '[' && len(text) > 10 && text[1] == '<' && ascii.AllHexDigits(string(text[2:10]))
}

// beginning is as much of a text as its first words take.
func beginning(text []byte) string { return string(text[:min(len(text), firstWords)]) }

// looksLikeReport tells a line of a report's body wherever in the text it begins. A
// header or an end marker is no body: people quote them.
func looksLikeReport(text []byte) bool {
	t := string(text[:min(len(text), reach)])
	rows, place := ascii.HexRun(t, 8), strings.LastIndex(t, "+0x")
	if !rows && place < 0 && !mayHoldBody(t) {
		return false
	}
	for at := 1; at < len(t); at++ {
		if boundary(t, at) && (isBody(t[at:]) || at < place && isPlace(t[at:]) || rows && isRow(t[at:])) {
			return true
		}
	}
	return false
}

// mayHoldBody looks for what every line of a body has in it, wherever that begins,
// but for registers and places: most lines have none, and cost little then.
func mayHoldBody(t string) bool {
	for _, part := range [...]string{"CPU", "race:", "ode:", "nstruction ", "Breaking-Event"} { // CPU: 1, Call Trace:, Code:, Instruction dump:
		if strings.Contains(t, part) {
			return true
		}
	}
	return false
}

// isBody tells a line of a body by its first words.
func isBody(t string) bool {
	switch grammar.Beginning(t) {
	case grammar.Heading, grammar.Registers, grammar.Code:
		return weight(t) >= strong
	case grammar.System:
		_, _, ok := grammar.CPU(t)
		return ok
	}
	return false
}

// isRow tells a row of registers by its shape.
func isRow(t string) bool {
	return grammar.IsRegisterRow(t) && grammar.KindOf(t) == grammar.Registers && weight(t) >= strong
}

// isPlace tells a frame with nothing behind it: a sentence may name a place, too.
func isPlace(t string) bool {
	_, rest, ok := arch.ParseSymbol(strings.TrimPrefix(t, "? "))
	return ok && strings.TrimSpace(rest) == "" && isFrame(t) && grammar.KindOf(t) == grammar.Frame
}
