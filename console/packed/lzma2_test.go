package packed

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/ulikunitz/xz/lzma"
)

// texts are what packs well, badly, not at all, and by turns.
func texts() map[string][]byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 200_000)
	for i := range noise {
		noise[i] = byte(rnd.Uint32())
	}
	var words []byte
	for len(words) < 200_000 {
		words = fmt.Appendf(words, "[%5d.%06d] %s+0x%x/0x%x\n", rnd.IntN(1000), rnd.IntN(1e6), []string{"worker", "start_kernel", "do_exit"}[rnd.IntN(3)], rnd.IntN(4096), rnd.IntN(4096))
	}
	mixed := bytes.Join([][]byte{words[:100_000], noise[:150_000], words[:150_000], make([]byte, 2_200_000), noise[:70_000], words}, nil)
	return map[string][]byte{"nothing": nil, "a byte": {'x'}, "noise": noise, "words": words, "mixed": mixed}
}

func packLZMA2(t *testing.T, data []byte, dict int, p lzma.Properties) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := lzma.Writer2Config{Properties: &p, DictCap: dict}.NewWriter2(&out)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestLZMA2 unpacks what another program packed, with every kind of chunk and of
// property, and dictionaries smaller and larger than the text.
func TestLZMA2(t *testing.T) {
	for name, data := range texts() {
		for i, p := range []lzma.Properties{{LC: 3, LP: 0, PB: 2}, {LC: 0, LP: 4, PB: 0}, {LC: 1, LP: 3, PB: 4}, {LC: 4, LP: 0, PB: 0}} {
			dict := []int{1 << 20, 1 << 16, 8 << 20, 1 << 16}[i]
			if testing.Short() && i > 0 {
				continue
			}
			packed := packLZMA2(t, data, dict, p)
			got, err := io.ReadAll(newLZMA2(bytes.NewReader(packed), int64(dict)))
			if err != nil || !bytes.Equal(got, data) {
				t.Errorf("%s, %+v: %d bytes of %d, %v", name, p, len(got), len(data), err)
			}
		}
	}
}

// TestLZMA2Damage: data that ends early is an error, and whatever is damaged ends.
func TestLZMA2Damage(t *testing.T) {
	data := texts()["mixed"][:200_000]
	packed := packLZMA2(t, data, 1<<16, lzma.Properties{LC: 3, LP: 0, PB: 2})
	rnd := rand.New(rand.NewPCG(3, 4))
	noticed := 0
	for i := range 150 {
		b := bytes.Clone(packed)
		cut := i%3 == 0
		if at := rnd.IntN(len(b)); cut {
			b = b[:at]
		} else {
			b[at] ^= 1 << rnd.IntN(8)
		}
		got, err := io.ReadAll(newLZMA2(bytes.NewReader(b), 1<<16))
		if cut && err == nil {
			t.Fatalf("cut to %d of %d bytes it passes for whole", len(b), len(packed))
		}
		if len(got) > len(data)+maxChunk {
			t.Errorf("%d bytes come of %d", len(got), len(data))
		}
		if err != nil {
			noticed++
		}
	}
	if noticed < 75 {
		t.Errorf("of 150 damaged ones %d are noticed", noticed)
	}
	for name, b := range map[string]string{"no dictionary yet": "\x02\x00\x00x", "no properties yet": "\x01\x00\x00x\x80\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00",
		"no such chunk": "\x03\x00\x00x", "properties": "\xe0\x00\x00\x00\x05\xff\x00\x00\x00\x00\x00\x00", "lc + lp": "\xe0\x00\x00\x00\x05\x0e\x00\x00\x00\x00\x00\x00",
		"too short": "\xe0\x00\x00\x00\x03\x5d\x00\x00\x00\x00"} {
		if _, err := io.ReadAll(newLZMA2(bytes.NewReader([]byte(b)), 1<<16)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestXZOfXZ reads what xz 5.4 wrote (testdata/build.sh): two streams, several
// blocks in each, properties that are not the usual ones.
func TestXZOfXZ(t *testing.T) {
	f, err := os.Open("testdata/words.xz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	x, err := Open(XZ, bufio.NewReader(f), &grant{64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(x)
	var want []byte
	for i := range 4000 {
		want = fmt.Appendf(want, "%d worker+0x%x\n", i+1, i+1)
	}
	if err != nil || !bytes.Equal(got, append(want, want...)) {
		t.Errorf("%d bytes, %v; want %d", len(got), err, 2*len(want))
	}
}

type grant struct{ left int64 }

func (g *grant) Take(n int64) error { g.left -= n; return nil }
func (g *grant) Give(n int64)       { g.left += n }
func (g *grant) Left() int64        { return g.left }
