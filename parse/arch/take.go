package arch

// Take reads one line of a report into the dump: as a frame in the
// architecture's own syntax, as a frame in the common one, or as anything else
// the architecture knows. It tells whether the line was understood.
func (a *Arch) Take(d *Dump, l Line) bool {
	d.heading(l.Text)
	if a.Frames != nil && a.Frames(d, l) {
		return true
	}
	return ReadFrame(d, l) || a.Read != nil && a.Read(d, l)
}

// Close completes a dump after its last line: what the architecture's Finish
// does, the contexts of the frames, the meaning of each register. The values
// of the stack are left to [Describe], called when somebody looks at them.
func (a *Arch) Close(d *Dump) {
	if a.Finish != nil {
		a.Finish(d)
	}
	d.relocation()
	if d.Fault.HasAddress && a.Region != nil {
		d.Fault.Area = a.Region(d, d.Fault.Address)
	}
	if d.PC.HasAddress && !d.PC.InFunction() && a.Region != nil {
		d.PCArea = a.Region(d, d.PC.Address)
	}
	a.markContexts(d)
	d.findPlaces()
	for i := range d.Registers {
		r := &d.Registers[i]
		if r.Meaning == "" {
			m := MeaningOf(d, a, r.Value)
			r.Meaning, r.Suspect = m.Text, m.Suspect()
		}
	}
	if a.Flow != nil {
		a.Flow.Explain(a, d)
	}
	a.nearMisses(d)
}
