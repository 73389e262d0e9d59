package typed

import (
	"bytes"
	"math/rand"
	"os"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/symbol"
)

// everyFrame asks for the variables of all calls of a program that died, of which the file
// is another now.
func everyFrame(d *died, data []byte) {
	im, err := symbol.Open(bytes.NewReader(data), nil)
	if err != nil {
		return
	}
	file := d.look.File
	look := d.look
	look.File = func(f *arch.Frame) (File, symbol.Place) {
		_, place := file(f)
		return File{im, im}, place
	}
	look.Frames()
}

// TestDamagedCalls: a file in which some bytes are others may tell nothing, or nonsense,
// but asking it ends, and is no fault.
func TestDamagedCalls(t *testing.T) {
	random := rand.New(rand.NewSource(2))
	for _, d := range everyDied(t) {
		whole, err := os.ReadFile(callsDir + d.name)
		if err != nil {
			t.Fatal(err)
		}
		for range 40 {
			data := bytes.Clone(whole)
			for range 1 + random.Intn(300) {
				data[random.Intn(len(data))] = byte(random.Intn(256) * random.Intn(2))
			}
			everyFrame(&d, data)
		}
	}
}

func FuzzFrames(f *testing.F) {
	all := everyDied(f)
	for i, d := range all {
		data, err := os.ReadFile(callsDir + d.name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint(i), data)
	}
	f.Fuzz(func(t *testing.T, i uint, data []byte) { everyFrame(&all[i%uint(len(all))], data) })
}

// TestEntryValuesAreAskedOnce: a file may say that a call passes what eight registers held
// that its own caller gave it, and so on up the stack.
func TestEntryValuesAreAskedOnce(t *testing.T) {
	d := everyDied(t)[0]
	k := linked(d.look)
	c := k.code(0)
	var pieces []symbol.Piece
	for range 8 {
		pieces = append(pieces, symbol.Piece{Where: symbol.Where{Held: symbol.AsValue, Base: symbol.FromEntry}, Size: 1})
	}
	passed := symbol.Call{Passed: []symbol.Passed{{Where: symbol.Where{Held: symbol.InPieces, Pieces: pieces}}}}
	top := &activation{k: &k, c: c, call: symbol.Call{Passed: []symbol.Passed{{Where: symbol.Where{Held: symbol.AsValue, Offset: 0x11}}}}}
	for range maxActivations {
		top = &activation{k: &k, c: c, call: passed, caller: top, called: true}
	}
	if v, ok := top.entered(0); v != 0x1111111111111111 || !ok {
		t.Errorf("%#x %v", v, ok)
	}
}
