package packed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
)

type grant struct{ left int64 }

var errGranted = errors.New("more memory than is granted")

func (g *grant) Take(n int64) error {
	if n > g.left {
		return errGranted
	}
	g.left -= n
	return nil
}
func (g *grant) Give(n int64) { g.left += n }
func (g *grant) Left() int64  { return g.left }

func unpackXZ(data []byte, memory Memory) ([]byte, error) {
	x, err := Open(XZ, bytes.NewReader(data), memory)
	if err != nil {
		return nil, err
	}
	defer x.Close()
	return io.ReadAll(x)
}

// TestXZOfXZ reads what xz 5.4 wrote (testdata/build.sh): two streams, several
// blocks in each, properties that are not the usual ones. Cut anywhere it is
// an error, and where it asks for more memory than there is, that is said; the
// memory comes back each time.
func TestXZOfXZ(t *testing.T) {
	data, err := os.ReadFile("testdata/words.xz")
	if err != nil {
		t.Fatal(err)
	}
	const memory = 1 << 30
	g := &grant{memory}
	got, err := unpackXZ(data, g)
	var want []byte
	for i := range 4000 {
		want = fmt.Appendf(want, "%d worker+0x%x\n", i+1, i+1)
	}
	if err != nil || !bytes.Equal(got, append(want, want...)) {
		t.Errorf("%d bytes, %v; want %d", len(got), err, 2*len(want))
	}
	ends := 0
	for i := 0; i < len(data); i += 197 {
		if _, err := unpackXZ(data[:i], g); err == nil {
			ends++
		}
	}
	if ends > 0 {
		t.Errorf("cut short it passes for whole %d times", ends)
	}
	if _, err := unpackXZ(data, &grant{1 << 20}); !errors.Is(err, errGranted) {
		t.Errorf("with too little memory: %v", err)
	}
	if g.left != memory {
		t.Errorf("%d bytes of memory are not given back", memory-g.left)
	}
}
