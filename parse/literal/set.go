// Package literal finds which of many literals stand in a stretch of bytes, at the
// speed of memory.
//
// Each literal is known by five of its bytes, its gram; grams share 16 buckets.
// Per position a bucket accepts a set of bytes, and where one bucket accepts five
// bytes in a row the literals themselves are compared. What is found never
// depends on the way of searching: the vector code accepts a little more than the
// portable twin, and that is compared away.
package literal

// GramLen is the length of a gram, and Buckets how many buckets grams share.
const (
	GramLen = gramLen
	Buckets = buckets
)

const (
	gramLen = 5
	buckets = 16
	group   = 64 // positions a finder looks at in one step

	batchGroups = 256 // what it looks at in one call
	tailGroups  = 2   // what goes through a copy at the end
	slotBits    = 13
	maxGrams    = 255 // and none
)

type (
	// bucketSets says per position and byte which buckets accept it.
	bucketSets [gramLen][256]uint16
	// classTables holds the sets of the 64 classes of bytes, buckets 0-7 and 8-15.
	classTables [gramLen][2][64]byte
	// nibbleTables holds, for buckets 0-7 and 8-15, what low and what high
	// nibbles are accepted, each twice for the two lanes of a register.
	nibbleTables [gramLen][2][2][32]byte
	// batch is what a finder finds: groups of positions where a gram may stand,
	// with a bit for each. The finders know how it lies in memory.
	batch struct {
		mask [batchGroups]uint64
		at   [batchGroups]int32
	}
	// finder looks at the groups of positions below n, at most a batch of them,
	// and returns how many entries it made; p is readable four bytes behind the
	// last group.
	finder func(f *Set, p []byte, n int, b *batch) (entries int)
)

// mark is a literal as the set knows it.
type mark struct {
	literal string
	index   int // in what New was given
	gram    string
	at      int // of the gram in the literal

	// Most places with a gram hold another word. The bytes around the gram tell
	// without a look at the literal: those at ahead before it, as far as mask.
	ahead     int
	key, mask uint64
}

func newMark(literal string, index int, gram string, at int) mark {
	m := mark{literal: literal, index: index, gram: gram, at: at, ahead: min(at, 4)}
	around := literal[at-m.ahead:]
	for i := range min(len(around), 8) {
		m.key |= uint64(around[i]) << (8 * i)
		m.mask |= 0xff << (8 * i)
	}
	return m
}

// A Set is literals made ready to be looked for. It does not change and may be
// used by several searches at once.
type Set struct {
	sets    bucketSets
	taken   [gramLen][buckets]int // how many bytes each bucket accepts
	classes classTables
	nibbles nibbleTables
	find    finder
	gate
	marks [][]mark // the literals of each gram
	short []mark   // literals of fewer bytes than a gram
}

// gate is what the finders ask about a place that a bucket accepts: whether a
// gram stands there, or a short literal may. They know how it lies in memory, and
// the hash. No two grams of a set have the same slot.
type gate struct {
	slots  [1 << slotBits]uint8 // by hash of the gram, its index
	heads  [256]bool            // the first bytes of short literals
	grams  [maxGrams + 1]uint32 // their first four bytes; 0 is none
	spread uint32               // what the hash multiplies by
}

// Grams are bytes by which to know the literals that hold them, by bucket. They
// are best chosen over the text to be searched, rare ones; a literal without one
// of them is known by the bytes that look rarest.
type Grams [buckets][]string

// New makes a set of literals, each of at least one byte and without a line end.
// It panics when they have more than 255 different grams.
func New(literals []string, by *Grams) *Set {
	f := &Set{find: bestFinder(), marks: make([][]mark, 1)}
	known, marks := by.index(), make([]mark, len(literals))
	var homeless []string // grams without a bucket
	for i, l := range literals {
		gram, at, bucket := gramOf(l, known)
		marks[i] = newMark(l, i, gram, at)
		if bucket < 0 {
			homeless = append(homeless, gram)
		} else {
			f.accept(gram, bucket)
		}
	}
	for _, gram := range homeless {
		f.accept(gram, f.roomFor(gram))
	}
	for i := range marks {
		m := marks[i]
		if len(m.gram) < gramLen {
			f.short = append(f.short, m)
			f.heads[m.gram[0]] = true
			continue
		}
		k := f.gramIndex(wordAt(m.gram))
		f.marks[k] = append(f.marks[k], m)
	}
	f.spreadOut()
	f.tabulate()
	return f
}

// accept lets a bucket take a gram; behind a short one any byte will do.
func (f *Set) accept(gram string, bucket int) {
	for j := range gramLen {
		if j < len(gram) {
			f.take(j, gram[j], bucket)
			continue
		}
		for c := range f.sets[j] {
			f.take(j, byte(c), bucket)
		}
	}
}

// take lets a bucket accept a byte.
func (f *Set) take(position int, c byte, bucket int) {
	if f.sets[position][c]>>bucket&1 == 0 {
		f.sets[position][c] |= 1 << bucket
		f.taken[position][bucket]++
	}
}

// roomFor returns the bucket that will accept least besides, in five bytes
// taken from anywhere, when it takes the gram too.
func (f *Set) roomFor(gram string) int {
	best, least := 0, -1
	for b := range buckets {
		was, is := 1, 1
		for j := range gramLen {
			n := f.taken[j][b]
			was *= n
			if j >= len(gram) {
				n = 256
			} else if f.sets[j][gram[j]]>>b&1 == 0 {
				n++
			}
			is *= n
		}
		if more := is - was; least < 0 || more < least {
			best, least = b, more
		}
	}
	return best
}

// tabulate writes the sets down as the vector code wants them.
func (f *Set) tabulate() {
	for j := range f.sets {
		for c, set := range f.sets[j] {
			for half := range 2 {
				bits := byte(set >> (8 * half))
				f.classes[j][half][class(byte(c))] |= bits
				for lane := 0; lane < 32; lane += 16 {
					f.nibbles[j][half][0][lane+c&15] |= bits
					f.nibbles[j][half][1][lane+c>>4] |= bits
				}
			}
		}
	}
}

// class puts bytes together that a text hardly ever has in one another's place, so that
// six bits tell them apart: ASCII that differs in both 0x20 and 0x40, such as a letter
// and a control byte, or a digit and a capital behind O, and what differs in 0x80. Of
// all pairs of bits and sums of them these let least through on logs.
func class(c byte) byte { return (c ^ c>>1&0x20) & 0x3f }

func wordAt[T string | []byte](p T) uint32 {
	return uint32(p[0]) | uint32(p[1])<<8 | uint32(p[2])<<16 | uint32(p[3])<<24
}

// gramIndex returns the index of a gram, a new one when it has none.
func (f *Set) gramIndex(word uint32) int {
	for k := 1; k < len(f.marks); k++ {
		if f.grams[k] == word {
			return k
		}
	}
	k := len(f.marks)
	if k > maxGrams {
		panic("more grams than a byte can count: choose them anew")
	}
	f.grams[k] = word
	f.marks = append(f.marks, nil)
	return k
}

// spreadOut looks for what to multiply grams by so that each has a slot of its own,
// and puts them there.
func (f *Set) spreadOut() {
	for f.spread = 0x9e3779b1; ; f.spread += 0x3c6ef372 { // stays odd
		clear(f.slots[:])
		k := 1
		for ; k < len(f.marks); k++ {
			slot := &f.slots[f.slotOf(f.grams[k])]
			if *slot != 0 {
				break
			}
			*slot = uint8(k)
		}
		if k == len(f.marks) {
			return
		}
	}
}

func (f *gate) slotOf(word uint32) uint32 { return word * f.spread >> (32 - slotBits) }

// at returns the literals whose gram stands at place i.
func (f *Set) at(p []byte, i int) []mark {
	if len(p)-i < gramLen {
		return nil
	}
	word := wordAt(p[i : i+gramLen])
	if k := f.slots[f.slotOf(word)]; f.grams[k] == word {
		return f.marks[k]
	}
	return nil
}

// findScalar is the portable way.
func (f *Set) findScalar(p []byte, n int, b *batch) (entries int) {
	for at := 0; at < n; at += group {
		q := p[at : at+group+gramLen-1]
		var mask uint64
		for i := range group {
			if f.sets[0][q[i]]&f.sets[1][q[i+1]] != 0 &&
				f.sets[0][q[i]]&f.sets[1][q[i+1]]&f.sets[2][q[i+2]]&f.sets[3][q[i+3]]&f.sets[4][q[i+4]] != 0 {
				mask |= 1 << i
			}
		}
		if mask != 0 {
			b.mask[entries], b.at[entries] = mask, int32(at)
			entries++
		}
	}
	return entries
}
