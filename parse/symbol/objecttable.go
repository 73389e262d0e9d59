package symbol

// objectTable are the variables of an image, by where they begin.
type objectTable []objectEntry

// objectEntry is one of them; its name stays in the file.
type objectEntry struct {
	at         uint64
	size, name uint32
}

const objectBytes = 16
