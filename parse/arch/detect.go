package arch

// Detect tells which architecture printed the lines: the one whose claims add
// up to most. It returns nil when no line, or one that fits several, points to
// any: what came before in the same capture then says more.
func Detect(lines []Line) *Arch {
	var best *Arch
	most := 1
	for _, a := range All {
		sum := 0
		for _, l := range lines {
			sum += a.Claims(l.Text)
		}
		if sum > most {
			best, most = a, sum
		}
	}
	return best
}

// Take reads one line of a report into the dump: as a frame in the
// architecture's own syntax, as a frame in the common one, or as anything else
// the architecture knows. It tells whether the line was understood. A nil
// architecture reads frames only.
func (a *Arch) Take(d *Dump, l Line) bool {
	d.heading(l.Text)
	if a == nil {
		return ReadFrame(d, l)
	}
	if a.Frames != nil && a.Frames(d, l) {
		return true
	}
	return ReadFrame(d, l) || a.Read != nil && a.Read(d, l)
}

// Close completes a dump after its last line: what the architecture's Finish
// does, the contexts of the frames, the meaning of each register. The values
// of the stack are left to [Describe], called when somebody looks at them.
func (a *Arch) Close(d *Dump) {
	if a != nil && a.Finish != nil {
		a.Finish(d)
	}
	markContexts(d)
	if a == nil {
		return
	}
	d.findPlaces()
	for i := range d.Registers {
		r := &d.Registers[i]
		if r.Meaning == "" {
			r.Meaning = Describe(d, a, r.Value)
		}
	}
	a.lookBack(d)
	a.nearMisses(d)
}
