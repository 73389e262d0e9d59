package parse

// The filter finds the places where a literal may stand. Each literal is known
// by four of its bytes, its gram; grams share 16 buckets. Per position a bucket
// accepts a set of bytes, and where one bucket accepts four bytes in a row the
// literals themselves are compared. What is found never depends on the kernel
// that searched: vector kernels accept a little more, and that is compared away.

const (
	gramLen = 4
	buckets = 16
	group   = 64 // positions a kernel looks at in one step

	batchGroups = 64 // what it looks at in one call
	slotBits    = 11
)

type (
	// bucketSets says per position and byte which buckets accept it.
	bucketSets [gramLen][256]uint16
	// asciiTables holds the sets of the 128 ASCII bytes, buckets 0-7 and 8-15.
	asciiTables [gramLen][2][128]byte
	// nibbleTables holds, for buckets 0-7 and 8-15, what low and what high
	// nibbles are accepted, each twice for the two lanes of a register.
	nibbleTables [gramLen][2][2][32]byte
	// batch is what a kernel finds: groups of positions where a gram may stand,
	// with a bit for each. The kernels know how it lies in memory.
	batch struct {
		mask [batchGroups]uint64
		at   [batchGroups]int32
	}
	// kernel looks at the groups of positions below n, at most a batch of them,
	// and returns how many entries it made; p is readable three bytes behind the
	// last group.
	kernel func(f *filter, p []byte, n int, b *batch) (entries int)
)

// mark is a literal as the filter knows it.
type mark struct {
	*trigger
	gram string
	at   int // of the gram in the literal

	// Most places with a gram hold another word. The bytes around the gram tell
	// without a look at the literal: those at ahead before it, as far as mask.
	ahead     int
	key, mask uint64
}

func newMark(t *trigger, gram string, at int) mark {
	m := mark{trigger: t, gram: gram, at: at, ahead: min(at, 4)}
	around := t.literal[at-m.ahead:]
	for i := range min(len(around), 8) {
		m.key |= uint64(around[i]) << (8 * i)
		m.mask |= 0xff << (8 * i)
	}
	return m
}

type filter struct {
	sets    bucketSets
	ascii   asciiTables
	nibbles nibbleTables
	kernel  kernel
	gate
	chains []chain
	short  []mark // literals of fewer bytes than a gram
}

// gate is what the kernels ask about a place that a bucket accepts; they know
// how it lies in memory, and the hash.
type gate struct {
	slots [1 << slotBits]uint8 // by hash of the gram, index into chains
	heads [256]bool            // the first bytes of short literals
}

// chain holds the literals of one gram, and of those that share its slot.
type chain struct {
	gram  uint32
	next  uint8
	marks []mark
}

// newFilter compiles the literals.
func newFilter(all []*trigger) *filter {
	f := &filter{kernel: bestKernel(), chains: make([]chain, 1)}
	known := gramIndex()
	for _, t := range all {
		if gram, _, bucket := gramOf(t.literal, known); bucket >= 0 {
			f.accept(gram, bucket)
		}
	}
	for _, t := range all {
		gram, at, bucket := gramOf(t.literal, known)
		if bucket < 0 {
			f.accept(gram, f.roomFor(gram))
		}
		m := newMark(t, gram, at)
		if len(gram) < gramLen {
			f.short = append(f.short, m)
			f.heads[gram[0]] = true
			continue
		}
		c := f.chain(wordAt(gram))
		c.marks = append(c.marks, m)
	}
	f.tabulate()
	return f
}

// accept lets a bucket take a gram; behind a short one any byte will do.
func (f *filter) accept(gram string, bucket int) {
	for j := range gramLen {
		if j < len(gram) {
			f.sets[j][gram[j]] |= 1 << bucket
			continue
		}
		for c := range f.sets[j] {
			f.sets[j][c] |= 1 << bucket
		}
	}
}

// roomFor returns the bucket that will accept least besides, in four bytes
// taken from anywhere, when it takes the gram too.
func (f *filter) roomFor(gram string) int {
	best, least := 0, -1
	for b := range buckets {
		was, is := 1, 1
		for j := range gramLen {
			n := 0
			for c := range f.sets[j] {
				n += int(f.sets[j][c] >> b & 1)
			}
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

// tabulate writes the sets down as the vector kernels want them.
func (f *filter) tabulate() {
	for j := range f.sets {
		for c, set := range f.sets[j] {
			for half := range 2 {
				bits := byte(set >> (8 * half))
				f.ascii[j][half][c&127] |= bits // what is not ASCII is compared away
				for lane := 0; lane < 32; lane += 16 {
					f.nibbles[j][half][0][lane+c&15] |= bits
					f.nibbles[j][half][1][lane+c>>4] |= bits
				}
			}
		}
	}
}

func wordAt[T string | []byte](p T) uint32 {
	return uint32(p[0]) | uint32(p[1])<<8 | uint32(p[2])<<16 | uint32(p[3])<<24
}

func gramSlot(word uint32) uint32 { return word * 0x9e3779b1 >> (32 - slotBits) }

// chain returns the chain of a gram, a new one when there is none.
func (f *filter) chain(word uint32) *chain {
	slot := &f.slots[gramSlot(word)]
	for i := *slot; i != 0; i = f.chains[i].next {
		if f.chains[i].gram == word {
			return &f.chains[i]
		}
	}
	f.chains = append(f.chains, chain{gram: word, next: *slot})
	if len(f.chains) > 256 {
		panic("more grams than a byte can count: choose them anew")
	}
	*slot = uint8(len(f.chains) - 1)
	return &f.chains[*slot]
}

// at returns the literals whose gram stands at place i.
func (f *filter) at(p []byte, i int) []mark {
	if len(p)-i < gramLen {
		return nil
	}
	word := wordAt(p[i : i+gramLen])
	for k := f.slots[gramSlot(word)]; k != 0; k = f.chains[k].next {
		if f.chains[k].gram == word {
			return f.chains[k].marks
		}
	}
	return nil
}

// findScalar is the portable kernel.
func (f *filter) findScalar(p []byte, n int, b *batch) (entries int) {
	for at := 0; at < n; at += group {
		q := p[at : at+group+gramLen-1]
		var mask uint64
		for i := range group {
			if f.sets[0][q[i]]&f.sets[1][q[i+1]] != 0 &&
				f.sets[0][q[i]]&f.sets[1][q[i+1]]&f.sets[2][q[i+2]]&f.sets[3][q[i+3]] != 0 {
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
