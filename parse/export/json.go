package export

import (
	"time"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// AppendJSON appends the crash as one line of JSON, line end included: the
// object of `oopscope scan --json`, of `watch --json` and of a saved crash's
// report.json. Keys without a value are left out. Beyond the keys that every
// crash may have, these say what only some reports print:
//
//	header       the line that gave the class
//	parent       id of the crash this one happened inside of
//	panic        the panic's message, when the machine died
//	reboot_in    seconds, when the kernel announced a restart
//	source       file:line named by the header itself
//	workqueue    the work function on whose behalf a worker ran
//	count        repeats folded into this one report
//	seen         host time of the first line, on a live console
//	kernel_offset, lr, sp, notes   as the architecture prints them
//	facts        the class's own fields: name, value, line
//	stacks       further call chains: role, title, line, cpu, task, frames
//	origin       where the operands' values came from, latest first: register, kind, text,
//	             code (index of the instruction; none for an argument), value, address
//
// The trapping entry of code also has operands (name, value, role, shift,
// minus) and, where its address and the fault's can be compared, agrees; why
// says in which way they differ.
func AppendJSON(dst []byte, c *crash.Crash, opt Options) []byte {
	o := &object{buf: dst}
	o.buf = append(o.buf, '{')
	o.int("v", 1)
	o.identity(c, opt.File)
	o.place(c)
	o.environment(c)
	o.machine(c)
	o.chains(c)
	o.conclusions(c)
	if !opt.NoRaw {
		o.list("raw", len(c.Body) == 0, func() {
			for i := range c.Body {
				o.element(c.Body[i].Raw)
			}
		})
	}
	return append(o.buf, '}', '\n')
}

func (o *object) identity(c *crash.Crash, file string) {
	o.str("file", file)
	o.num("id", c.ID)
	o.num("parent", c.Parent)
	o.str("class", c.Class)
	o.str("severity", c.Severity.String())
	o.str("title", c.Title)
	o.str("header", c.Header)
	o.object("lines", c.First == 0, func() {
		o.int("first", int64(c.First))
		o.int("last", int64(c.Last))
	})
	o.object("bytes", c.LastByte == 0, func() {
		o.int("first", c.FirstByte)
		o.int("last", c.LastByte)
	})
	o.num("boot", c.Boot)
	if c.HasTime {
		o.seconds("time", c.Time)
	}
	if !c.Seen.IsZero() {
		o.str("seen", c.Seen.UTC().Format(time.RFC3339Nano))
	}
	if c.Count > 1 {
		o.num("count", c.Count)
	}
}

// place is where the kernel was: CPU, task, context.
func (o *object) place(c *crash.Crash) {
	o.str("arch", c.Arch)
	o.str("kernel", c.Kernel)
	o.str("build", c.Build)
	o.str("machine", c.Machine)
	if c.HasKernelOffset {
		o.hex("kernel_offset", c.KernelOffset)
	}
	if c.CPU >= 0 {
		o.int("cpu", int64(c.CPU))
	}
	o.task(c.Task)
	o.num("die", c.Die)
	o.str("context", c.Context)
	o.str("workqueue", c.Workqueue)
	o.str("source", c.Source)
}

func (o *object) task(t crash.Task) {
	o.object("task", !t.Known, func() {
		o.str("comm", t.Comm)
		o.int("pid", int64(t.PID))
	})
}

func (o *object) environment(c *crash.Crash) {
	o.list("taint", len(c.Taint) == 0, func() {
		for _, t := range c.Taint {
			o.item(func() { o.str("flag", t.Flag); o.str("meaning", t.Meaning) })
		}
	})
	o.list("modules", len(c.Modules) == 0, func() {
		for _, m := range c.Modules {
			o.item(func() { o.str("name", m.Name); o.str("flags", m.Flags); o.str("state", m.State) })
		}
	})
	o.strings("last_unloaded", c.LastUnloaded)
}

// machine is what the architecture printed: fault, PC, registers, code.
func (o *object) machine(c *crash.Crash) {
	f := c.Dump.Fault
	o.object("fault", !f.HasAddress && f.Access == "" && f.Detail == "", func() {
		if f.HasAddress {
			o.hex("address", f.Address)
		}
		o.str("access", f.Access)
		o.str("detail", f.Detail)
	})
	o.site("pc", c.Dump.PC)
	o.site("lr", c.Dump.LR)
	if c.Dump.SP != 0 {
		o.hex("sp", c.Dump.SP)
	}
	o.object("culprit", c.Culprit.Function == "" && c.Culprit.Module == "", func() {
		o.str("function", c.Culprit.Function)
		o.str("module", c.Culprit.Module)
	})
	o.list("registers", len(c.Dump.Registers) == 0, func() {
		for _, r := range c.Dump.Registers {
			o.item(func() { o.str("name", r.Name); o.hex("value", r.Value); o.str("meaning", r.Meaning) })
		}
	})
	o.list("flags", len(c.Dump.Status) == 0, func() {
		for _, f := range c.Dump.Status {
			o.item(func() { o.str("name", f.Name); o.str("meaning", f.Meaning) })
		}
	})
	o.list("code", len(c.Dump.Code) == 0, func() {
		for i := range c.Dump.Code {
			o.item(func() { o.insn(&c.Dump, &c.Dump.Code[i]) })
		}
	})
	o.list("origin", len(c.Dump.Origin) == 0, func() {
		for i := range c.Dump.Origin {
			o.item(func() { o.step(&c.Dump.Origin[i]) })
		}
	})
	o.list("notes", len(c.Dump.Notes) == 0, func() {
		for _, n := range c.Dump.Notes {
			o.item(func() { o.str("name", n.Name); o.str("value", n.Value); o.num("line", n.Line) })
		}
	})
}

func (o *object) site(k string, s arch.Symbol) {
	o.object(k, s.Function == "" && !known(s), func() { o.symbol(s) })
}

func (o *object) symbol(s arch.Symbol) {
	o.str("function", s.Function)
	if s.HasOffset {
		o.hex("offset", s.Offset)
		if s.Size != 0 {
			o.hex("size", s.Size)
		}
	}
	o.str("module", s.Module)
	if known(s) {
		o.hex("address", s.Address)
	}
	o.str("build_id", s.BuildID)
}

// known tells whether the kernel printed the symbol's address.
func known(s arch.Symbol) bool { return s.HasAddress || s.Address != 0 }

func (o *object) insn(d *arch.Dump, i *arch.Insn) {
	if i.Address != 0 {
		o.hex("address", i.Address)
	}
	o.str("bytes", i.Bytes)
	o.str("text", i.Text)
	if i.Trap {
		o.bool("trap", true)
	}
	if i.Effective != nil {
		o.hex("effective_address", *i.Effective)
	}
	if i.Trap {
		o.operands(d)
	}
}

func (o *object) operands(d *arch.Dump) {
	if how, why := d.Agreement(); how != arch.NotCompared {
		o.bool("agrees", how != arch.Contradicts)
		o.str("why", why)
	}
	o.list("operands", len(d.Operands) == 0, func() {
		for _, p := range d.Operands {
			o.item(func() {
				o.str("name", p.Name)
				o.hex("value", p.Value)
				o.str("role", p.Role)
				o.num("shift", int(p.Shift))
				if p.Minus {
					o.bool("minus", true)
				}
			})
		}
	})
}

func (o *object) step(s *arch.Step) {
	o.str("register", s.Register)
	o.str("kind", s.Kind)
	o.str("text", s.Text)
	if s.Insn >= 0 {
		o.int("code", int64(s.Insn))
	}
	if s.HasValue {
		o.hex("value", s.Value)
	}
	if s.Address != nil {
		o.hex("address", *s.Address)
	}
}

func (o *object) chains(c *crash.Crash) {
	o.frames("chain", c.Chain)
	o.list("stacks", len(c.Stacks) == 0, func() {
		for i := range c.Stacks {
			o.item(func() { o.stack(&c.Stacks[i]) })
		}
	})
	o.list("facts", len(c.Facts) == 0, func() {
		for _, f := range c.Facts {
			o.item(func() { o.str("name", f.Name); o.str("value", f.Value); o.num("line", f.Line) })
		}
	})
}

func (o *object) stack(s *crash.Stack) {
	o.str("role", s.Role)
	o.str("title", s.Title)
	o.num("line", s.Line)
	if s.CPU >= 0 {
		o.int("cpu", int64(s.CPU))
	}
	o.task(s.Task)
	o.frames("frames", s.Frames)
}

func (o *object) frames(k string, fs []arch.Frame) {
	o.list(k, len(fs) == 0, func() {
		for i := range fs {
			o.item(func() { o.frame(&fs[i]) })
		}
	})
}

func (o *object) frame(f *arch.Frame) {
	o.symbol(f.Symbol)
	o.str("context", f.Context)
	o.bool("reliable", f.Reliable)
	o.str("file", f.File)
	o.num("line", f.FileLine)
	o.list("inlined", len(f.Inlined) == 0, func() {
		for _, in := range f.Inlined {
			o.item(func() { o.str("function", in.Function); o.str("file", in.File); o.num("line", in.Line) })
		}
	})
}

func (o *object) conclusions(c *crash.Crash) {
	findings := judge(c)
	o.list("findings", len(findings) == 0, func() {
		for _, f := range findings {
			o.item(func() {
				o.str("rule", f.Rule)
				o.str("confidence", f.Confidence)
				o.str("text", f.Text)
				o.ints("evidence", f.Evidence)
				o.str("next", f.Next)
			})
		}
	})
	o.str("aftermath", c.Aftermath)
	o.str("panic", c.Panic)
	o.num("reboot_in", c.RebootIn)
	o.object("signature", c.Signature == crash.Signature{}, func() {
		o.str("exact", c.Signature.Exact)
		o.str("bug", c.Signature.Bug)
	})
	o.object("quality", false, func() {
		o.bool("complete", c.Quality.Complete)
		o.strings("problems", c.Quality.Problems)
	})
}
