package export

import (
	"reflect"
	"time"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/mangled"
	"oopscope/parse/schema"
	"oopscope/parse/triage"
)

// AppendJSON appends the crash as one line of JSON, line end included: a
// [schema.Report]. What the board printed reads back as it was, but for bytes that are
// not UTF-8, which become U+FFFD.
func AppendJSON(dst []byte, c *crash.Crash, opt Options) []byte {
	m := makers.Get().(*maker)
	defer makers.Put(m)
	defer m.forget()
	return append(writeReport()(dst, reflect.ValueOf(m.report(c, opt)).Elem()), '\n')
}

// Report returns the crash as the object that goes into JSON.
func Report(c *crash.Crash, opt Options) *schema.Report { return new(maker).report(c, opt) }

func (m *maker) report(c *crash.Crash, opt Options) *schema.Report {
	m.made = schema.Report{V: schema.Version, File: opt.File}
	r := &m.made
	identity(r, c)
	place(r, c)
	m.machine(c)
	r.Chain = into(&m.frames, c.Chain, m.frame)
	r.Stacks = each(c.Stacks, m.stack)
	r.Facts = each(c.Facts, func(f *crash.Fact) schema.Fact { return schema.Fact(*f) })
	conclusions(r, c)
	r.Seen = opt.Seen
	if !opt.NoRaw {
		r.Raw = each(c.Body, func(l *crash.BodyLine) string { return l.Raw })
	}
	if opt.Redact != nil {
		hide(r, opt.Redact)
	}
	return r
}

// each makes a list of one kind out of a list of another.
func each[From, To any](from []From, f func(*From) To) []To {
	if len(from) == 0 {
		return nil
	}
	to := make([]To, len(from))
	for i := range from {
		to[i] = f(&from[i])
	}
	return to
}

// when returns a value's address, or nil where there is none.
func when[T any](known bool, v T) *T {
	if !known {
		return nil
	}
	own := v // and not v itself, which would be on the heap where nothing is known, too
	return &own
}

func identity(r *schema.Report, c *crash.Crash) {
	r.Sender, r.ID, r.Parent, r.Class, r.Severity = c.Sender, c.ID, c.Parent, c.Class, c.Severity.String()
	r.Title, r.Header, r.Prefix, r.Boot = c.Title, c.Header, c.Prefix, c.Boot
	r.Lines = when(c.First != 0, schema.Span{First: c.First, Last: c.Last})
	r.Bytes = when(c.LastByte != 0, schema.Bytes{First: c.FirstByte, Last: c.LastByte})
	r.Time = when(c.HasTime, c.Time)
	if !c.Seen.IsZero() {
		r.At = c.Seen.UTC().Format(time.RFC3339Nano)
	}
	if c.Count > 1 {
		r.Count = c.Count
	}
}

// place is where the kernel was, and what had been loaded into it.
func place(r *schema.Report, c *crash.Crash) {
	r.Arch, r.Kernel, r.Build, r.Machine = c.Arch, c.Kernel, c.Build, c.Machine
	r.KernelOffset = when(c.HasKernelOffset, schema.Hex(c.KernelOffset))
	r.CPU = when(c.CPU >= 0, c.CPU)
	r.Task = task(c.Task)
	r.Die, r.Context, r.Workqueue, r.Source = c.Die, c.Context, c.Workqueue, c.Source
	r.Taint = each(c.Taint, func(t *crash.Taint) schema.Taint { return schema.Taint(*t) })
	r.Modules = each(c.Modules, func(m *crash.Module) schema.Module {
		return schema.Module{Name: m.Name, Flags: m.Flags, State: m.State}
	})
	r.LastUnloaded = c.LastUnloaded
}

func task(t crash.Task) *schema.Task {
	return when(t.Some(), schema.Task{Comm: t.Comm, PID: when(t.Known || t.PID > 0, t.PID)})
}

// machine is what the architecture printed: fault, PC, registers, code.
func (m *maker) machine(c *crash.Crash) {
	r, d := &m.made, &c.Dump
	if f := d.Fault; f.HasAddress || f.Access != "" || f.Detail != "" {
		r.Fault = &schema.Fault{Address: when(f.HasAddress, schema.Hex(f.Address)), Access: f.Access, Detail: f.Detail, Symbol: f.Symbol, Object: f.Object}
	}
	if c.Operand != nil {
		operand(r, c.Operand)
	}
	if o := c.Object; o != nil {
		r.Object = &schema.Object{Struct: o.Struct, StructSize: when(o.Size > 0, schema.Hex(o.Size)), Variable: o.Variable,
			Byte: when(o.HasByte, o.Byte), Member: o.Member, Allocated: o.Allocated.Function}
	}
	r.PC, r.LR = m.site(d.PC), m.site(d.LR)
	r.SP = when(d.SP != 0, schema.Hex(d.SP))
	r.Culprit = when(c.Culprit != crash.Culprit{}, schema.Culprit{Function: mangled.Plain(c.Culprit.Function), Module: c.Culprit.Module})
	r.Owner = owner(c)
	r.Registers = into(&m.registers, d.Registers, func(g *arch.Register) schema.Register {
		return schema.Register{Name: g.Name, Value: schema.Hex(g.Value), Meaning: g.Meaning, Symbol: g.Symbol, Object: g.Object,
			Variable: when(g.Variable != "", schema.Variable{Name: g.Variable, Type: g.Type})}
	})
	r.Flags = each(d.Status, func(f *arch.Flag) schema.Flag { return schema.Flag(*f) })
	r.Code = into(&m.code, d.Code, func(i *arch.Insn) schema.Instruction { return instruction(d, i) })
	r.Origin = each(d.Origin, step)
	r.Notes = each(d.Notes, func(n *arch.Note) schema.Fact { return schema.Fact{Name: n.Name, Value: n.Value, Line: n.Line} })
}

// operand is what the instruction worked on, as C.
func operand(r *schema.Report, o *crash.Operand) {
	if r.Fault == nil {
		r.Fault = &schema.Fault{}
	}
	f := r.Fault
	f.Expression, f.Mode, f.Struct, f.Member = o.Expression, string(o.Mode), o.Struct, o.Member
	f.Variable, f.Type, f.Candidates = o.Variable, o.Type, each(o.Candidates, func(c *crash.Candidate) string { return c.Expression })
	f.Shared, f.Through = o.Shared, o.Through
	f.StructSize = when(o.Size > 0, schema.Hex(o.Size))
	f.Offset = when(o.Struct != "", schema.Hex(o.Offset))
	f.Source = when(o.Source.Some(), schema.Quote(o.Source))
	f.Assigned = each(o.Assigned, func(q *crash.Quote) schema.Quote { return schema.Quote(*q) })
}

func owner(c *crash.Crash) *schema.Owner {
	o := c.Owner()
	return when(o != crash.Owner{}, schema.Owner{Subsystem: o.Subsystem, Section: o.Title, List: o.List})
}

// site is a place on its own, nil when nothing is known of it.
func (m *maker) site(s arch.Symbol) *schema.Symbol {
	return when(s.Function != "" || known(&s), m.symbol(&s))
}

func (m *maker) symbol(s *arch.Symbol) schema.Symbol {
	return schema.Symbol{
		Function: s.Function, Module: s.Module, BuildID: s.BuildID,
		Offset:  m.hex(s.HasOffset, s.Offset),
		Size:    m.hex(s.HasOffset && s.Size != 0, s.Size),
		Address: m.hex(known(s), s.Address),
	}
}

// known tells whether the kernel printed the symbol's address.
func known(s *arch.Symbol) bool { return s.HasAddress || s.Address != 0 }

func instruction(d *arch.Dump, i *arch.Insn) schema.Instruction {
	out := schema.Instruction{Address: when(i.Address != 0, schema.Hex(i.Address)), Bytes: i.Bytes, Text: i.Text, Trap: i.Trap, Effective: (*schema.Hex)(i.Effective)}
	if !i.Trap {
		return out
	}
	if how, why := d.Agreement(); how != arch.NotCompared {
		out.Agrees, out.Why = when(true, how != arch.Contradicts), why
	}
	out.Operands = each(d.Operands, func(p *arch.Operand) schema.Operand {
		return schema.Operand{Name: p.Name, Value: schema.Hex(p.Value), Role: p.Role, Shift: int(p.Shift), Minus: p.Minus}
	})
	return out
}

func step(s *arch.Step) schema.Step {
	return schema.Step{
		Register: s.Register, Kind: s.Kind, Text: s.Text, Code: when(s.Insn >= 0, s.Insn),
		Value: when(s.HasValue, schema.Hex(s.Value)), Address: (*schema.Hex)(s.Address),
	}
}

func (m *maker) frame(f *arch.Frame) schema.Frame {
	return schema.Frame{
		Symbol: m.symbol(&f.Symbol), Context: f.Context, Reliable: f.Reliable, Subsystem: crash.Subsystem(f), File: f.File, Line: f.FileLine,
		Inlined: each(f.Inlined, inlined), Candidates: each(f.Candidates, inlined), Variables: each(f.Variables, variable),
	}
}

func variable(v *arch.Variable) schema.Variable {
	return schema.Variable{Name: v.Name, Type: v.Type, Value: when(v.Known, schema.Hex(v.Value)), Meaning: v.Meaning,
		From: v.From, Address: when(v.Address != 0, schema.Hex(v.Address)), Function: v.Function, Parameter: v.Parameter}
}

func inlined(in *arch.Inline) schema.Inline { return schema.Inline(*in) }

func (m *maker) stack(s *crash.Stack) schema.Stack {
	return schema.Stack{
		Role: s.Role, Title: s.Title, Line: s.Line, CPU: when(s.CPU >= 0, s.CPU),
		Task: task(s.Task), Frames: into(&m.frames, s.Frames, m.frame),
	}
}

func conclusions(r *schema.Report, c *crash.Crash) {
	r.Findings = each(judge(c), func(f *triage.Finding) schema.Finding { return schema.Finding(*f) })
	r.Aftermath, r.Panic, r.RebootIn = c.Aftermath, c.Panic, c.RebootIn
	r.EchoOf, r.EchoWhy = c.Echo.Of, c.Echo.Why
	for _, u := range c.Before {
		r.Before = append(r.Before, schema.Unusual(u))
	}
	if c.Story != nil {
		r.Story = c.Story.Text()
	}
	r.Signature = when(c.Signature != crash.Signature{}, schema.Signature(c.Signature))
	r.Symbols = symbols(&c.Symbols)
	r.Quality.Complete, r.Quality.Arch = c.Quality.Complete, c.Quality.Arch
	for _, p := range c.Quality.Problems {
		r.Quality.Problems = append(r.Quality.Problems, schema.Problem{Kind: string(p.Kind), Line: p.Line, Text: p.Text})
	}
}

func symbols(s *crash.Symbols) *schema.Symbols {
	name := func(p *crash.Proof) string { return string(*p) }
	return when(s.File != "" || s.Doubt != "", schema.Symbols{
		File: s.File, Proof: each(s.Proof, name), Doubt: s.Doubt,
		Other: each(s.Other, func(f *crash.File) schema.SymbolFile {
			return schema.SymbolFile{File: f.Name, Proof: each(f.Proof, name)}
		}),
	})
}
