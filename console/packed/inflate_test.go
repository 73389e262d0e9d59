package packed

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

func packZlib(t *testing.T, data []byte, level int) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := zlib.NewWriterLevel(&out, level)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestInflate unpacks what another program packed: blocks with codes of their own, with
// fixed ones, and stored ones, however few bytes come at a time.
func TestInflate(t *testing.T) {
	for name, data := range texts() {
		for _, level := range []int{zlib.HuffmanOnly, zlib.NoCompression, 1, 6, 9} {
			packed := packZlib(t, data, level)
			sources := map[string]io.Reader{"whole": bytes.NewReader(packed)}
			if len(data) < 300_000 && level == 6 {
				sources["by the byte"] = iotest.OneByteReader(bytes.NewReader(packed))
				sources["end with data"] = iotest.DataErrReader(bytes.NewReader(packed))
			}
			for how, source := range sources {
				got, err := io.ReadAll(newInflater(source))
				if err != nil || !bytes.Equal(got, data) {
					t.Errorf("%s, level %d, %s: %d bytes of %d, %v", name, level, how, len(got), len(data), err)
				}
			}
		}
	}
}

// TestInflateAsOthers: of damaged data nothing is taken for whole, and what is read
// before the damage is what compress/zlib reads of it. Codes that are not complete are
// the one thing that both need not see alike.
func TestInflateAsOthers(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for name, data := range texts() {
		data = data[:min(len(data), 20_000)]
		packed := packZlib(t, data, 6)
		for i := range 400 {
			b := bytes.Clone(packed)
			if at := rnd.IntN(len(b)); i%4 == 0 {
				b = b[:at]
			} else {
				b[min(at, rnd.IntN(len(b)))] ^= 1 << rnd.IntN(8)
			}
			got, err := io.ReadAll(newInflater(bytes.NewReader(b)))
			var want []byte
			var wrong error
			if z, err := zlib.NewReader(bytes.NewReader(b)); err != nil {
				wrong = err
			} else {
				want, wrong = io.ReadAll(z)
			}
			if err == nil && (wrong != nil || !bytes.Equal(got, want)) || err != nil && wrong == nil {
				t.Fatalf("%s, time %d: %d bytes and %v; compress/zlib %d and %v", name, i, len(got), err, len(want), wrong)
			}
			if n := min(len(got), len(want)); !bytes.Equal(got[:n], want[:n]) {
				t.Fatalf("%s, time %d: other bytes than compress/zlib's", name, i)
			}
		}
	}
}

// BenchmarkInflate unpacks what looks like a kernel's log.
func BenchmarkInflate(b *testing.B) {
	words := bytes.Repeat(texts()["mixed"], 4)
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	w.Write(words)
	w.Close()
	b.SetBytes(int64(len(words)))
	for b.Loop() {
		if _, err := io.Copy(io.Discard, newInflater(bytes.NewReader(out.Bytes()))); err != nil {
			b.Fatal(err)
		}
	}
}
