package crash

import (
	"slices"
	"time"
	"unique"
)

// Packed is a crash in brief that takes a tenth of the room: a list may hold ten thousands,
// most of which nobody ever looks at. What many have in common is held once.
type Packed struct {
	words                   unique.Handle[packedWords]
	echo                    *Echo // nil for none
	id, first, last, boot   int
	firstByte, lastByte     int64
	time                    float64
	seen                    int64 // nanoseconds of Unix; 0 when not known
	parentLine, panicLine   int
	parent, cpu, pid, die   int32
	count                   int32
	severity                Severity
	hasTime, known, hasSeen bool
}

type packedWords struct {
	sender, class, title, kernel, prefix, comm, function, module, aftermath, exact, bug string
}

// Pack packs what is known of a crash in brief. What became of the machine is not in it.
func (c *Crash) Pack() Packed {
	p := Packed{
		words: unique.Make(packedWords{
			c.Sender, c.Class, c.Title, c.Kernel, c.Prefix, c.Task.Comm, c.Culprit.Function, c.Culprit.Module, c.Aftermath, c.Signature.Exact, c.Signature.Bug,
		}),
		id: c.ID, first: c.First, last: c.Last, boot: c.Boot, firstByte: c.FirstByte, lastByte: c.LastByte,
		time: c.Time, hasTime: c.HasTime, parentLine: c.ParentLine, panicLine: c.PanicLine,
		parent: int32(c.Parent), cpu: int32(c.CPU), pid: int32(c.Task.PID), known: c.Task.Known, die: int32(c.Die), count: int32(c.Count),
		severity: c.Severity,
	}
	if p.hasSeen = !c.Seen.IsZero(); p.hasSeen {
		p.seen = c.Seen.UnixNano()
	}
	if e := c.Echo; e.Kind != "" {
		e.Why, e.Lines = unique.Make(e.Why).Value(), slices.Clone(e.Lines)
		p.echo = &e
	}
	return p
}

// Brief is the inverse of [Crash.Pack].
func (p *Packed) Brief() *Crash {
	w := p.words.Value()
	c := &Crash{
		ID: p.id, Sender: w.sender, Class: w.class, Severity: p.severity, Title: w.title,
		First: p.first, Last: p.last, FirstByte: p.firstByte, LastByte: p.lastByte, Boot: p.boot,
		Time: p.time, HasTime: p.hasTime, Seen: p.Seen(), Kernel: w.kernel, Prefix: w.prefix, CPU: int(p.cpu),
		Task: Task{Comm: w.comm, PID: int(p.pid), Known: p.known}, Die: int(p.die), Parent: int(p.parent), ParentLine: p.parentLine,
		Culprit: Culprit{w.function, w.module}, PanicLine: p.panicLine, Count: int(p.count), Aftermath: w.aftermath,
		Signature: Signature{w.exact, w.bug}, Brief: true,
	}
	if p.echo != nil {
		c.Echo = *p.echo
	}
	return c
}

// ID is the crash's.
func (p *Packed) ID() int { return p.id }

// Lines are its first and its last one.
func (p *Packed) Lines() (first, last int) { return p.first, p.last }

// Bytes are where it stands in the input, the last one exclusive.
func (p *Packed) Bytes() (first, last int64) { return p.firstByte, p.lastByte }

// Boot is the one it happened in, and who sent it.
func (p *Packed) Boot() (sender string, n int) { return p.words.Value().sender, p.boot }

// Severity is the crash's.
func (p *Packed) Severity() Severity { return p.severity }

// Signature is the crash's exact one.
func (p *Packed) Signature() string { return p.words.Value().exact }

// Class is the crash's.
func (p *Packed) Class() string { return p.words.Value().class }

// Prefix is how its lines begin, as far as that was learnt.
func (p *Packed) Prefix() string { return p.words.Value().prefix }

// Title is the crash's.
func (p *Packed) Title() string { return p.words.Value().title }

// Seen is the host time of its first line; zero when that is not known.
func (p *Packed) Seen() time.Time {
	if !p.hasSeen {
		return time.Time{}
	}
	return time.Unix(0, p.seen)
}

// A PackedBoot is a boot in a third of the room: a board in a boot loop makes hundreds of
// thousands, which say the same of themselves.
type PackedBoot struct {
	words           unique.Handle[bootWords]
	N, First        int
	heard           int
	left            Farewell
	seen            int64 // nanoseconds of Unix
	hasSeen, silent bool
}

type bootWords struct{ sender, how, banner, kernel, machine, arch string }

// Pack packs a boot.
func (b *Boot) Pack() PackedBoot {
	p := PackedBoot{N: b.N, First: b.First, heard: b.Heard, left: b.Left, silent: b.Silent, hasSeen: !b.Seen.IsZero()}
	if p.hasSeen {
		p.seen = b.Seen.UnixNano()
	}
	p.words = unique.Make(bootWords{b.Sender, b.How, b.Banner, b.Kernel, b.Machine, b.Arch})
	return p
}

// Boot is the inverse of [Boot.Pack].
func (p *PackedBoot) Boot() Boot {
	w := p.words.Value()
	b := Boot{N: p.N, Sender: w.sender, First: p.First, How: w.how, Banner: w.banner, Kernel: w.kernel, Machine: w.machine, Arch: w.arch, Heard: p.heard, Left: p.left, Silent: p.silent}
	if p.hasSeen {
		b.Seen = time.Unix(0, p.seen)
	}
	return b
}
