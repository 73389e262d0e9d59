package parse

// The filter finds the places where a literal may stand. Each literal is known
// by four of its bytes, its gram; grams share 16 buckets. Per position a bucket
// accepts a set of bytes, and where one bucket accepts four bytes in a row the
// literals themselves are compared. What is found never depends on the kernel
// that searched: vector kernels accept a little more, and that is compared away.

const (
	gramLen  = 4
	buckets  = 16
	group    = 64 // positions a kernel looks at in one step
	slotBits = 9
)

type (
	// bucketSets says per position and byte which buckets accept it.
	bucketSets [gramLen][256]uint16
	// asciiTables holds the sets of the 128 ASCII bytes, buckets 0-7 and 8-15.
	asciiTables [gramLen][2][128]byte
	// nibbleTables holds, for buckets 0-7 and 8-15, what low and what high
	// nibbles are accepted, each twice for the two lanes of a register.
	nibbleTables [gramLen][2][2][32]byte
	// kernel returns the first group of positions below n with one where a gram
	// may stand, and a bit for each; p is readable three bytes behind the group.
	kernel func(f *filter, p []byte, n int) (at int, mask uint64)
)

// mark is a literal as the filter knows it.
type mark struct {
	*trigger
	gram string
	at   int // of the gram in the literal
}

type filter struct {
	sets    bucketSets
	ascii   asciiTables
	nibbles nibbleTables
	kernel  kernel
	slots   [1 << slotBits]uint16 // by hash of the gram, index into chains
	chains  [][]mark
	short   []mark // literals of fewer bytes than a gram
}

// newFilter compiles the literals.
func newFilter(all []*trigger) *filter {
	f := &filter{kernel: bestKernel(), chains: make([][]mark, 1)}
	known := gramIndex()
	for _, t := range all {
		gram, at, bucket := gramOf(t.literal, known)
		f.accept(gram, bucket)
		m := mark{t, gram, at}
		if len(gram) < gramLen {
			f.short = append(f.short, m)
			continue
		}
		slot := &f.slots[gramHash(gram[0], gram[1], gram[2], gram[3])]
		if *slot == 0 {
			f.chains = append(f.chains, nil)
			*slot = uint16(len(f.chains) - 1)
		}
		f.chains[*slot] = append(f.chains[*slot], m)
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

func gramHash(a, b, c, d byte) uint32 {
	x := uint32(a) | uint32(b)<<8 | uint32(c)<<16 | uint32(d)<<24
	return x * 0x9e3779b1 >> (32 - slotBits)
}

// findScalar is the portable kernel.
func (f *filter) findScalar(p []byte, n int) (at int, mask uint64) {
	for ; at < n; at += group {
		q := p[at : at+group+gramLen-1]
		for i := range group {
			if f.sets[0][q[i]]&f.sets[1][q[i+1]] != 0 &&
				f.sets[0][q[i]]&f.sets[1][q[i+1]]&f.sets[2][q[i+2]]&f.sets[3][q[i+3]] != 0 {
				mask |= 1 << i
			}
		}
		if mask != 0 {
			return at, mask
		}
	}
	return at, 0
}
