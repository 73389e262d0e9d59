package crash

// InBrief returns what is kept of a crash where there are many: what a list shows of it,
// what tells it from others, and where its lines are, so that it can be decoded again.
func (c *Crash) InBrief() *Crash {
	return &Crash{
		ID: c.ID, Sender: c.Sender, Class: c.Class, Severity: c.Severity, Title: c.Title,
		First: c.First, Last: c.Last, FirstByte: c.FirstByte, LastByte: c.LastByte, Boot: c.Boot,
		Time: c.Time, HasTime: c.HasTime, Seen: c.Seen, Kernel: c.Kernel, Prefix: c.Prefix, CPU: c.CPU, Task: c.Task,
		Die: c.Die, Parent: c.Parent, ParentLine: c.ParentLine, Culprit: c.Culprit, PanicLine: c.PanicLine, Count: c.Count, Aftermath: c.Aftermath,
		Echo: c.Echo, Signature: c.Signature, Brief: true,
	}
}

// Within returns a crash that was decoded again from its own lines alone, as what was
// known of it in brief: which one it is, and what it follows from, only all of the input tells.
func (c *Crash) Within(brief *Crash) *Crash {
	whole := *c
	whole.ID, whole.Boot, whole.Seen = brief.ID, brief.Boot, brief.Seen
	whole.Parent, whole.ParentLine, whole.Echo = brief.Parent, brief.ParentLine, brief.Echo
	return &whole
}
