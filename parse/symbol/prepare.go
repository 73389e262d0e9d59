package symbol

// Prepare reads what every question needs, so that the first one is answered sooner: what
// the image says of itself, which unit is where, and where each function's rules for its
// caller's registers are. What is compressed stays so.
func (im *Image) Prepare() {
	if im.f == nil {
		return
	}
	im.Banner()
	im.tableOf(&im.data, holdsData)
	if im.debug == nil || im.debug.info.packed != nil || im.debug.aranges == nil || im.debug.aranges.packed != nil || im.flat {
		return
	}
	defer func() {
		if catchPanics && recover() != nil { // a defect of ours on a damaged file: it waits for the question
			im.debug.indexed = true
		}
	}()
	if !im.debug.indexed {
		im.debug.indexed = true
		im.debug.readAranges()
	}
	im.prepareFrames()
}

// prepareFrames lists the functions of the first table, which is the one that answers.
func (im *Image) prepareFrames() {
	if im.frames == nil {
		im.frames = im.openFrames()
	}
	if len(im.frames) == 0 {
		return
	}
	if t, ok := im.frames[0].(*frameTable); ok && !t.indexed && t.s.packed == nil {
		t.build()
	}
}
