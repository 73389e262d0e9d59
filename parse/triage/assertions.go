package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/regex"
)

// assertionRules are about code that stopped on purpose.
var assertionRules = []rule{
	{
		id: "bug-assertion", rank: rankPlace, confidence: Certain, classes: []string{"kernel-bug"},
		says: "a BUG() in the code was reached: a state its author held to be impossible",
		fire: bugAssertion,
	},
	{
		id: "hardened-check", rank: rankState, confidence: Likely, classes: []string{"kernel-bug"},
		says:       "the BUG is one of the kernel's hardening: a copy was about to run over its buffer",
		suppresses: []string{"bug-assertion"},
		fire:       hardenedCheck,
	},
	{
		id: "warn-condition", rank: rankPlace, confidence: Certain, classes: []string{"warning"},
		says: "a WARN_ON() came true: the machine goes on, an assumption was wrong",
		fire: warned,
	},
	{
		id: "divide-by-zero", rank: rankState, confidence: Certain, classes: []string{"div-error"},
		says: "a division by zero, with the register that was zero",
		fire: divideByZero,
	},
	{
		id: "requested-panic", rank: rankPlace, confidence: Certain, classes: []string{"panic"},
		says: "code called panic() itself; the message is the cause",
		fire: requestedPanic,
	},
}

func bugAssertion(x *exam, f *draft) bool {
	who, named := "Code that the report does not name", false
	if c := x.where(); c != nobody {
		who, named = c, true
		f.claim(x.whereRan())
	}
	if c := x.culprit(); named && c != "" && c != who {
		who += " (below " + c + ")"
	}
	f.Text = fmt.Sprintf("%s stopped the kernel on purpose: a BUG_ON() there found a state that must never be, or it ran into the compiler's own trap.", who)
	if x.c.Source == "" {
		f.Confidence = Likely
	} else {
		f.Text = fmt.Sprintf("%s stopped the kernel on purpose: the BUG() or BUG_ON() at %s found a state that must never be.", who, x.c.Source)
	}
	f.Next = "Read the condition at that line and find which of the callers broke it."
	f.Evidence = []int{x.headLine(), x.pcLine()}
	if n, words := x.line(crash.Asserted); n > 0 && n < x.headLine() {
		f.also(fmt.Sprintf(" In front of it stands: %q.", clip(strings.TrimSpace(words), 160)), says(crash.Asserted, n))
		f.Next = "Read the condition that is printed, and find which of the callers broke it."
	}
	f.claim(says(x.c.Source, 0))
	return true
}

// hardened are the functions that end in BUG() for what their callers asked them,
// lib/string_helpers.c (lib/string.c) and mm/usercopy.c, mm/slab.c, mm/slub.c.
var hardened = map[string]string{
	"fortify_panic":     "asked a string or memory function for more than its buffer holds, as FORTIFY_SOURCE found",
	"usercopy_abort":    "wanted to copy between user space and memory that is not all of one object",
	"report_usercopy":   "wanted to copy between user space and memory that is not all of one object",
	"check_heap_object": "wanted to copy between user space and memory that is not all of one object of its slab cache",
	"check_object_size": "wanted to copy between user space and memory that is not all of one object",
}

// hardenedCheck: the BUG() stands in a check that works for its caller.
func hardenedCheck(x *exam, f *draft) bool {
	if len(x.chain) == 0 || x.chain[0].Module != "" || x.culprit() == "" {
		return false
	}
	what := hardened[word(x.chain[0].Function)]
	if what == "" {
		return false
	}
	f.Text = fmt.Sprintf("%s %s (%s).", x.culprit(), what, bare(x.chain[0].Function))
	f.claim(ranFrame(&x.chain[0]), x.culpritRan())
	f.Next = "Compare the length that is used there with the size of the object or member; the line just before the BUG names the buffer."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.culpritLine()}
	return true
}

func warned(x *exam, f *draft) bool {
	if !x.warns() {
		return complained(x, f)
	}
	if x.c.Quality.Has(crash.Headless) {
		f.Confidence = Likely // a BUG() that nobody died of in these lines looks the same
	}
	return warnCondition(x, f)
}

func warnCondition(x *exam, f *draft) bool {
	where := x.where()
	if c := x.culprit(); c != "" && c != where && !x.c.Elsewhere() && x.c.CulpritFrame() >= 0 {
		where += " (below " + c + ")"
		f.claim(x.culpritRan())
	}
	if where != nobody {
		f.claim(x.whereRan())
	}
	switch {
	case x.c.Elsewhere():
		f.Text = fmt.Sprintf("The WARN() at %s, in a function that %s called, found a state that should not be.", x.c.Source, where)
	case x.c.Source != "" && where == nobody:
		f.Text = fmt.Sprintf("The WARN() at %s found a state that should not be.", x.c.Source)
	case x.c.Source != "" && x.c.Moved():
		f.Text = fmt.Sprintf("The WARN() at %s, in %s or in what that called, found a state that should not be.", x.c.Source, where)
	case x.c.Source != "":
		f.Text = fmt.Sprintf("The WARN() at %s, in %s, found a state that should not be.", x.c.Source, where)
	case where == nobody:
		f.Text = "A WARN() found a state that should not be."
	default:
		f.Text = fmt.Sprintf("A WARN() in %s found a state that should not be.", where)
	}
	if m, n := x.warnMessage(); m != "" {
		f.also(" It says: "+m, reported(n))
	}
	f.Next = "Read the condition at that line."
	if x.c.Severity < crash.Panic {
		f.Next += " Nothing was killed, but what it protects may be wrong from now on."
	}
	f.Evidence = append([]int{x.headLine()}, append(f.Evidence, x.pcLine())...)
	f.claim(reported(x.headLine()))
	return true
}

// warns tells a WARN() from what a driver prints with a stack: by its header, or where that
// is missing by what the rest was taken for.
func (x *exam) warns() bool {
	h := x.c.Header
	return x.c.Source != "" || strings.HasPrefix(h, "WARNING: ") && strings.Contains(h, " at ") || x.c.Quality.Has(crash.Headless)
}

// complained: words of the code itself, and a stack.
func complained(x *exam, f *draft) bool {
	where := x.where()
	if where == nobody {
		f.Text = "The kernel complained: "
	} else {
		f.Text = "A complaint of " + where + " or of what it called, printed with the stack: "
		f.claim(x.whereRan())
	}
	f.Text += strconv.Quote(clip(x.c.Header, 160)) + "."
	f.Next = "Search the source for these words, and read what was found wrong there. Nothing was killed."
	f.Evidence = []int{x.headLine(), x.pcLine()}
	f.claim(reported(x.headLine()))
	return true
}

// warnMessage is the text of a WARN(): on the line before the header where
// WARN() is a trap, on the line behind it elsewhere.
func (x *exam) warnMessage() (string, int) {
	for i := range x.c.Body {
		if x.c.Body[i].Text != x.c.Header {
			continue
		}
		for _, j := range []int{i - 1, i + 1} {
			if j < 0 || j >= len(x.c.Body) {
				continue
			}
			if t := strings.TrimSpace(x.c.Body[j].Text); spoken(t) {
				return clip(t, 160), x.c.Body[j].N
			}
		}
		break
	}
	return "", 0
}

// spoken tells a programmer's sentence from what else stands around a header:
// the report's own parts, and lines of others that came between.
//
//	? filemap_map_pages+0x919/0x15d0
//	[<0000000000a31a4a>] ret_from_fork+0xa/0x40
//	000003ff7fd03016 0000000001987568 0000000002824800
//	benchcrash(OE)
func spoken(t string) bool {
	for _, other := range []string{"------------[", "Modules linked", "CPU: ", "WARNING: ", "###", "Hardware name", "Last Breaking-Event", "Kernel panic", "audit: ", "Call Trace", "/", "Read of size", "Write of size", "BUG: ", "Oops", "Internal error", "Unable to handle"} {
		if strings.HasPrefix(t, other) {
			return false
		}
	}
	words := strings.Fields(t)
	for len(words) > 0 && (words[0] == "?" || strings.HasPrefix(words[0], "[<")) {
		words = words[1:]
	}
	if len(words) == 0 || strings.Contains(words[0], "+0x") {
		return false
	}
	for _, w := range words {
		if _, err := strconv.ParseUint(w, 16, 64); err != nil && !listEntry.Get().MatchString(w) {
			return true
		}
	}
	return false
}

// listEntry is a module of a list with its taint letters: benchcrash(OE)
var listEntry = regex.Of(`^\w+\([A-Z+-]+\)$`)

func divideByZero(x *exam, f *draft) bool {
	f.Text = fmt.Sprintf("%s divided by zero, or the quotient did not fit.", x.where())
	if x.c.Severity == crash.Warning { // a division routine of the kernel's own, which says so and returns
		f.Text = fmt.Sprintf("%s divided by zero. The kernel's division routine complains and goes on: what was calculated from the result is wrong.", subject(x))
		f.Next = "Find where the divisor comes from: a rate, a size or a count that the hardware or user space gave as 0. Check it before the division."
		f.Evidence = []int{x.headLine(), x.culpritLine()}
		f.claim(reported(x.headLine()), x.subjectRan())
		return true
	}
	f.claim(reported(x.headLine()), x.whereRan())
	if i := strings.LastIndexAny(x.ops.insn, " %"); i > 0 {
		name := strings.Trim(x.ops.insn[i:], " %")
		if r := register(&x.c.Dump, "r"+strings.TrimLeft(name, "re")); r != nil && !strings.Contains(x.ops.insn, "(") {
			divisor := r.Value
			if strings.HasPrefix(name, "e") { // the lower half alone
				divisor &= 0xffffffff
			}
			f.Text = fmt.Sprintf("%s divided by zero: %s, divisor %s.", x.where(), x.ops.insn, hex(divisor))
			if divisor != 0 {
				f.Text = fmt.Sprintf("%s divided, and the quotient did not fit: %s, divisor %s.", x.where(), x.ops.insn, hex(divisor))
			}
			if divisor != r.Value {
				f.Text = strings.TrimSuffix(f.Text, ".") + fmt.Sprintf(", the lower half of %s.", hex(r.Value))
			}
			f.Evidence = append(f.Evidence, r.Line)
		}
	}
	if x.arch.PurposeOf(x.ops.insn) == arch.Overflow {
		f.Text = fmt.Sprintf("%s stopped at a check of its own: the result of a calculation did not fit (%s).", x.where(), x.ops.insn)
	} else if r := x.tested(); r != nil {
		f.Text = fmt.Sprintf("%s divided by zero: %s, divisor %s.", x.where(), x.ops.insn, hex(r.Value))
		f.Evidence = append(f.Evidence, r.Line)
	}
	f.Next = "Find where the divisor comes from: a rate, a size or a count that the hardware or user space gave as 0. Check it before the division."
	f.Evidence = append([]int{x.headLine(), x.pcLine(), x.ops.line}, f.Evidence...)
	return true
}

// tested returns the register that a check before a division looked at:
//
//	teq a1,zero,0x7
func (x *exam) tested() *arch.Register {
	if x.arch.PurposeOf(x.ops.insn) != arch.Division {
		return nil
	}
	_, operands, _ := strings.Cut(x.ops.insn, " ")
	name, _, _ := strings.Cut(operands, ",")
	return register(&x.c.Dump, name)
}

// lastWords are of panics that end an exception or a watchdog's report, whose first lines may
// be lost: nobody wanted them.
var lastWords = []string{"Fatal exception", "Aiee", "Oops", "hung_task", "softlockup", "RCU Stall", "panic_on_warn", "Machine halted", "ernel stack overflow", "Corrupt kernel stack", "Fatal machine check"}

// requestedPanic: code called panic() itself.
func requestedPanic(x *exam, f *draft) bool {
	if x.c.Panic == "" || slices.ContainsFunc(lastWords, func(w string) bool { return strings.Contains(x.c.Panic, w) }) {
		return false
	}
	message := strconv.Quote(clip(x.c.Panic, 160))
	f.claim(panics())
	f.Text = fmt.Sprintf("The kernel stopped on purpose: %s.", message)
	if c := calledPanic(x.c.Culprit.Function, x.c.Culprit.Module); x.proves(c) {
		f.claim(c)
		f.Text = fmt.Sprintf("%s called panic() itself: %s.", x.culprit(), message)
	} else if next := x.behindPanic(); next != nil {
		f.also(fmt.Sprintf(" Who called panic() is the function in front of %s: the return address is that one's first byte, since the call never returns.", at(next)), says(next.Function+"+0x0", next.Line))
	}
	f.Next = "Search the source for this message: the condition before it is what failed."
	f.Evidence = []int{x.c.PanicLine, x.headLine()}
	return true
}

// behindPanic is the frame behind panic()'s when it has the name of the function
// that lies behind the caller.
func (x *exam) behindPanic() *arch.Frame {
	chain := x.c.Dump.Chain
	for i := 0; i+1 < len(chain); i++ {
		f, inner := &chain[i+1], chain[i].Function
		if rooted(inner, []string{"vpanic"}) && nextsName(f) {
			if i+2 >= len(chain) {
				return nil
			}
			f = &chain[i+2] // what stands between is panic() itself, whose last act is that call (since 6.17)
		}
		if f.Reliable && f.InFunction() && nextsName(f) && rooted(inner, []string{"panic", "vpanic"}) {
			return f
		}
	}
	return nil
}
