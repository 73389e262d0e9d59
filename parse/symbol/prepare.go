package symbol

// Prepare reads what every question needs, so that the first one is answered sooner: what
// the image says of itself, and which unit is where. What is compressed stays so.
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
}
