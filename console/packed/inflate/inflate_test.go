package inflate

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

// texts are of all kinds: what does not pack, what packs to nothing, words, and copies
// from as far back as there can be.
func texts() (all [][]byte) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 700<<10)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	words := bytes.NewBuffer(nil)
	for words.Len() < 900<<10 {
		n := random.IntN(3000)
		words.Write(noise[n : n+3+random.IntN(9)])
	}
	skewed := make([]byte, 400<<10)
	for i := range skewed {
		skewed[i] = byte(random.ExpFloat64() * 9)
	}
	far := append(bytes.Clone(noise[:history]), noise[:history]...)
	return [][]byte{nil, {7}, noise[:300], noise, words.Bytes(), skewed, far, bytes.Repeat([]byte{0}, 1<<20), bytes.Repeat([]byte("abc"), 1<<18)}
}

func pack(t testing.TB, text []byte, level int) []byte {
	var out bytes.Buffer
	w, err := zlib.NewWriterLevel(&out, level)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(text[:len(text)/3])
	w.Flush()
	w.Write(text[len(text)/3:])
	w.Close()
	return out.Bytes()
}

// TestInflate: all that the standard library packs unpacks to what it was, however
// the input comes.
func TestInflate(t *testing.T) {
	for i, text := range texts() {
		for _, level := range []int{zlib.NoCompression, zlib.BestSpeed, zlib.DefaultCompression, zlib.BestCompression, zlib.HuffmanOnly} {
			packed := pack(t, text, level)
			for name, in := range map[string]io.Reader{"at once": bytes.NewReader(packed), "by halves": iotest.HalfReader(bytes.NewReader(packed)), "end with data": iotest.DataErrReader(bytes.NewReader(packed))} {
				r, err := NewReader(in)
				if err != nil {
					t.Fatal(i, level, name, err)
				}
				if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, text) {
					t.Errorf("text %d, level %d, %s: %d bytes of %d, %v", i, level, name, len(got), len(text), err)
				}
			}
		}
	}
}

// TestDamage: what is cut or changed anywhere is an error, and never something else; as the
// standard library has it.
func TestDamage(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for i, text := range texts() {
		text = text[:min(len(text), 40<<10)]
		packed := pack(t, text, zlib.DefaultCompression)
		for range 60 {
			bad := bytes.Clone(packed[:random.IntN(len(packed))])
			unpack(t, bad, text, i)
			bad = bytes.Clone(packed)
			bad[random.IntN(len(bad))] ^= 1 << random.IntN(8)
			unpack(t, bad, text, i)
		}
	}
}

// unpack holds one stream against the standard library.
func unpack(t *testing.T, packed, text []byte, i int) {
	t.Helper()
	var want []byte
	ref, refErr := zlib.NewReader(bytes.NewReader(packed))
	if refErr == nil {
		want, refErr = io.ReadAll(ref)
	}
	var got []byte
	r, err := NewReader(bytes.NewReader(packed))
	if err == nil {
		got, err = io.ReadAll(r)
	}
	if (err == nil) != (refErr == nil) || err == nil && !bytes.Equal(got, want) {
		t.Fatalf("text %d: %d bytes, %v; want %d, %v", i, len(got), err, len(want), refErr)
	}
}

func FuzzInflate(f *testing.F) {
	for _, text := range texts()[:3] {
		f.Add(pack(f, text, zlib.DefaultCompression))
	}
	f.Fuzz(func(t *testing.T, packed []byte) { unpack(t, packed, nil, 0) })
}
