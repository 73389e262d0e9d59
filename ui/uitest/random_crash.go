package uitest

import (
	"math/rand"
	"strings"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/triage"
)

// RandomFindings are findings that no rule makes.
func RandomFindings(rnd *rand.Rand) (out []triage.Finding) {
	for range rnd.Intn(4) {
		out = append(out, triage.Finding{Rule: "r", Confidence: Hostile(rnd), Text: strings.Repeat(Hostile(rnd), 5), Evidence: []int{rnd.Intn(40) - 3}, Next: Hostile(rnd)})
	}
	return out
}

func randomFrames(rnd *rand.Rand) (out []arch.Frame) {
	contexts := []string{"", arch.Task, arch.IRQ, arch.SoftIRQ, arch.NMI, arch.User, Hostile(rnd)}
	for range rnd.Intn(30) {
		f := arch.Frame{Context: contexts[rnd.Intn(len(contexts))], Reliable: rnd.Intn(3) > 0, Line: rnd.Intn(90) - 5, FileLine: rnd.Intn(99)}
		f.Function, f.Module, f.HasOffset, f.Offset, f.Size = Hostile(rnd), Hostile(rnd), rnd.Intn(2) == 0, rnd.Uint64(), rnd.Uint64()
		if rnd.Intn(2) == 0 {
			f.File, f.Inlined = Hostile(rnd), []arch.Inline{{Function: Hostile(rnd), File: Hostile(rnd), Line: 3}}
		}
		out = append(out, f)
	}
	return out
}

// RandomCrash is a crash full of what no decoder gives.
func RandomCrash(rnd *rand.Rand) *parse.Crash {
	eff := rnd.Uint64()
	c := &parse.Crash{ID: rnd.Intn(3), Class: Hostile(rnd), Severity: parse.Severity(rnd.Intn(9)), Title: Hostile(rnd), First: rnd.Intn(9), Last: rnd.Intn(999),
		Open: rnd.Intn(2) == 0, Kernel: Hostile(rnd), Machine: Hostile(rnd), Banner: Hostile(rnd), CPU: rnd.Intn(4) - 1, Die: rnd.Intn(3), Parent: rnd.Intn(2),
		Context: Hostile(rnd), Source: Hostile(rnd), Panic: Hostile(rnd), Aftermath: Hostile(rnd), Workqueue: Hostile(rnd), Chain: randomFrames(rnd),
		Task: parse.Task{Comm: Hostile(rnd), PID: rnd.Int(), Known: rnd.Intn(2) == 0}, LastUnloaded: []string{Hostile(rnd)}}
	for range rnd.Intn(12) {
		s := Hostile(rnd)
		c.Taint = append(c.Taint, parse.Taint{Flag: s, Meaning: Hostile(rnd)})
		c.Modules = append(c.Modules, parse.Module{Name: s, Flags: Hostile(rnd), State: Hostile(rnd)})
		c.Facts = append(c.Facts, parse.Fact{Name: s, Value: Hostile(rnd), Line: rnd.Intn(9)})
		c.Body = append(c.Body, parse.BodyLine{N: rnd.Intn(99), Raw: Hostile(rnd), Text: s})
		c.Stacks = append(c.Stacks, parse.Stack{Role: s, Title: Hostile(rnd), CPU: rnd.Intn(3) - 1, Frames: randomFrames(rnd)})
		c.Dump.Registers = append(c.Dump.Registers, arch.Register{Name: s, Value: rnd.Uint64(), Meaning: Hostile(rnd)})
		c.Dump.Status = append(c.Dump.Status, arch.Flag{Name: s, Meaning: Hostile(rnd)})
		c.Dump.Notes = append(c.Dump.Notes, arch.Note{Name: s, Value: Hostile(rnd)})
		c.Dump.Code = append(c.Dump.Code, arch.Insn{Address: rnd.Uint64(), Bytes: Hostile(rnd), Text: Hostile(rnd), Trap: rnd.Intn(2) == 0, Effective: &eff})
		c.Dump.Operands = append(c.Dump.Operands, arch.Operand{Name: s, Value: rnd.Uint64(), Role: Hostile(rnd), Shift: uint(rnd.Intn(9)), Line: rnd.Intn(9)})
		c.Dump.Origin = append(c.Dump.Origin, arch.Step{Register: s, Text: Hostile(rnd), Insn: rnd.Intn(9) - 1})
		c.Dump.Stack = append(c.Dump.Stack, arch.StackWord{Address: rnd.Uint64(), Value: rnd.Uint64(), Line: rnd.Intn(9)})
		c.Quality.Problems = append(c.Quality.Problems, crash.Problem{Kind: crash.ProblemKind(s), Line: rnd.Intn(9), Text: s})
	}
	c.Dump.Bits = 32 * rnd.Intn(3)
	c.Dump.Fault = arch.Fault{Address: rnd.Uint64(), HasAddress: rnd.Intn(2) == 0, Access: Hostile(rnd), Detail: Hostile(rnd)}
	return c
}
