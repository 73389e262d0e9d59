package sevenzip

// The marks in a header (7zFormat.txt of the LZMA SDK).
const (
	atEnd         = 0x00
	aHeader       = 0x01
	properties    = 0x02
	mainStreams   = 0x04
	filesInfo     = 0x05
	packInfo      = 0x06
	unpackInfo    = 0x07
	partInfo      = 0x08
	sizes         = 0x09
	checksums     = 0x0a
	folderList    = 0x0b
	unpackedSizes = 0x0c
	partCounts    = 0x0d
	emptyStream   = 0x0e
	names         = 0x11
	modified      = 0x14
	encodedHeader = 0x17
)

// streams are the packed data of an archive.
type streams struct {
	at      uint64   // behind the archive's first header
	packed  []uint64 // sizes of the pieces that lie there in a row
	folders []folder
}

// A folder is what was packed as one: files in a row.
type folder struct {
	coders   []coder
	pieces   int    // of packed data that it takes
	unpacked uint64 // bytes
	check    checksum
	parts    []part
}

// A coder is one step of packing.
type coder struct {
	method  string
	options []byte
	ins     int
	outs    int
}

// A part is a file's share of a folder.
type part struct {
	size  uint64
	check checksum
}

func (c *cursor) streams() (s streams) {
	for id := c.byte(); id != atEnd && !c.bad; id = c.byte() {
		switch id {
		case packInfo:
			c.packs(&s)
		case unpackInfo:
			c.folders(&s)
		case partInfo:
			c.parts(&s)
		default:
			c.bad = true
		}
	}
	for i := range s.folders {
		f := &s.folders[i]
		if f.parts == nil {
			f.parts = []part{{size: f.unpacked}}
		}
		if len(f.parts) == 1 && f.check.known {
			f.parts[0].check = f.check
		}
	}
	return s
}

func (c *cursor) packs(s *streams) {
	s.at = c.number()
	n := c.count()
	for id := c.byte(); id != atEnd && !c.bad; id = c.byte() {
		switch id {
		case sizes:
			for range n {
				s.packed = append(s.packed, c.number())
			}
		case checksums: // of the packed data: what it unpacks to has its own
			c.sums(n)
		default:
			c.bad = true
		}
	}
}

func (c *cursor) folders(s *streams) {
	if c.byte() != folderList {
		c.bad = true
	}
	n := c.count()
	if c.byte() != 0 { // they stand elsewhere: nobody writes that
		c.bad = true
	}
	for range n {
		s.folders = append(s.folders, c.folder())
	}
	for id := c.byte(); id != atEnd && !c.bad; id = c.byte() {
		switch id {
		case unpackedSizes:
			for i := range s.folders {
				for _, coder := range s.folders[i].coders {
					for range coder.outs {
						s.folders[i].unpacked = c.number() // of one coder alone, which is all that is read
					}
				}
			}
		case checksums:
			for i, sum := range c.sums(len(s.folders)) {
				s.folders[i].check = sum
			}
		default:
			c.bad = true
		}
	}
}

// most is how many coders a folder may have, and streams a coder (7zip's own bound).
const most = 32

func (c *cursor) folder() (f folder) {
	n := c.count()
	if n == 0 || n > most {
		c.bad = true
		return f
	}
	ins, outs := 0, 0
	for range n {
		coder := c.coder()
		f.coders = append(f.coders, coder)
		ins, outs = ins+coder.ins, outs+coder.outs
	}
	for range outs - 1 { // which coder feeds which
		c.number()
		c.number()
	}
	if f.pieces = ins - (outs - 1); f.pieces > 1 {
		for range f.pieces {
			c.number()
		}
	}
	return f
}

func (c *cursor) coder() (k coder) {
	flags := c.byte()
	k.method, k.ins, k.outs = string(c.take(uint64(flags&0x0f))), 1, 1
	if flags&0x10 != 0 {
		if k.ins, k.outs = c.count(), c.count(); k.ins > most || k.outs > most || k.outs == 0 {
			c.bad, k.ins, k.outs = true, 1, 1
		}
	}
	if flags&0x20 != 0 {
		k.options = c.take(c.number())
	}
	return k
}

// parts reads which files a folder holds. Their sizes stand there but for the last
// one's; so do their checksums but for that of a folder with one file.
func (c *cursor) parts(s *streams) {
	for i := range s.folders {
		s.folders[i].parts = make([]part, 1)
	}
	id := c.byte()
	if id == partCounts {
		for i := range s.folders {
			s.folders[i].parts = make([]part, c.count())
		}
		id = c.byte()
	}
	for i := range s.folders {
		c.partSizes(&s.folders[i], id == sizes)
	}
	if id == sizes {
		id = c.byte()
	}
	for ; id != atEnd && !c.bad; id = c.byte() {
		if id != checksums {
			c.bad = true
			return
		}
		open := s.unchecked()
		for i, sum := range c.sums(len(open)) {
			open[i].check = sum
		}
	}
}

func (c *cursor) partSizes(f *folder, given bool) {
	sum := uint64(0)
	for j := range f.parts {
		if f.parts[j].size = f.unpacked - sum; j < len(f.parts)-1 && given {
			f.parts[j].size = c.number()
		}
		if sum += f.parts[j].size; sum > f.unpacked {
			c.bad = true
		}
	}
}

// unchecked are the parts whose checksums are still to come: that of a folder
// with one part is the folder's.
func (s *streams) unchecked() (open []*part) {
	for i := range s.folders {
		f := &s.folders[i]
		if len(f.parts) == 1 && f.check.known {
			continue
		}
		for j := range f.parts {
			open = append(open, &f.parts[j])
		}
	}
	return open
}
