package sevenzip

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// made are archives that 7z 26.02 made of one.log, d/two.log, an empty file and the
// folder d: by default, and as -m0 tells it; apart is each file by itself (-ms=off).
var made = map[string]string{
	"apart":     "N3q8ryccAATJ2V105gAAAAAAAAAhAAAAAAAAAFlPRUgBAAN0d28KAOAAegBdXQAtiDBGIuGf+uVQ8JzLHcKqpALRdFcdfFClW3qGsBw5ozDX+Mrdh28zgkNMtK10ooQLeWRacuFXMxhE8uc9NZswouEHCvm88cDiMaCGfftcLDSv/nt8oNW/c2DecAAAAACBMweuMZi9AuO0bSwTVO/5VdAi73vTouQMPtcS+m19ajVvkVdqe8atTpdYKMUWnyRmEgxJui9ZZQKgWxWdcv+HvH0ohJrWIglA1tYaokjMfi6Y1mNdYsgFoxA1gdp2AC6tggtySdiLjSA73uAx+Xk4hLbKlAAAABcGbQEJeQAHCwEAASMDAQEFXQAQAAAMgLYKAVJbzbcAAA==",
	"bzip2":     "N3q8ryccAARosRfyhAAAAAAAAAC2AAAAAAAAAHzOVHFCWmg5MUFZJlNZaj+3VAAAPN+AUBBABXkQEIUCCi8t38AgAHQiZR6IDQAxNBk9QjU0mQDQzUBkAFhokoorBFAOliTKz4YnzY4PVBLgl5kDInhfWZ6uEgc96nqpDiBRi40KZ+SQ4Sz1viYjgsmTBvxVGpohYwsdBWGSfi7kinChINR/bqgBBAYAAQmAhAAHCwEAAQMEAgIMfwAIDQIJBAoBdAgXlhHrngkAAAUEDgHADwFAGQ0AAAAAAAAAAAAAAAAAET0AZAAAAGUAbQBwAHQAeQAuAGwAbwBnAAAAZAAvAHQAdwBvAC4AbABvAGcAAABvAG4AZQAuAGwAbwBnAAAAFCIBAAAAgZKxetwBAACBkrF63AEAAIGSsXrcAQAAgZKxetwBFRIBABCA7UEggKSBIICkgSCApIEAAA==",
	"deflate":   "N3q8ryccAARAHW2O3AAAAAAAAAAhAAAAAAAAAMRJJvs9i7sKg0AURHu/Yj4gSB6QwjJNmiWdVUgh2REWL3flrq/Pd1HxwFRzzjDH4ovMrbxu/OCCjgsmWgpR8Szzsyv3U3nV7wodTSn41M6hj0EHGjyNbZ7+eUHjvTGlCkf/OPtGBDNFihUAAIEzB64P091PfUDAkM7lyzKfGTTCt+06Tmq5d0RBM6RyH7m9ThGePlRAtNbajzsO7Kvx1dhII0y1EF72/rBL9w70M7erj1pCUUX6bAmcX9R06yDTaBROATfJX2iMbLR4oizTAkPT2Ghyvxa1dDAYYjpwAAAAFwZmAQl2AAcLAQABIwMBAQVdABAAAAyApgoBnytSAgAA",
	"encrypted": "N3q8ryccAATgzI12cAAAAAAAAABqAAAAAAAAAF8doPp1Af/4BiTCUE60VyUae2lowxulvgcZFS6RYi6aUwtB3E+6tcZNSSIPAephwfIGnqc9JeRaxzn3jHqOmUP/V+8rKu+lNPvRp66UEHS8tqglYlkXydMeAlr6dlao+hyHx6ElHjRvVKZ2OOIvvZjQF8ajAQQGAAEJcAAHCwEAAiQG8QcBElMPM8PAftTuKhOea/6B+oofxyEhAQABAAxlewAICgER654JAAAFARkBABERAG8AbgBlAC4AbABvAGcAAAAZAgAAFAoBAAAAgZKxetwBFQYBACCApIEAAA==",
	"lzma1":     "N3q8ryccAAQlP5Q72wAAAAAAAAAhAAAAAAAAAKOQK0MAOh3KG5tl5oTt8h1nn5kt/IxvdyA6YXJN+fJpWukHAq0oQR8T36o4LCpa6tCtLYpotIHdwIwa6PfN7pEQuwEPwXlsetsLCbYAY1YtPTW6Fjjg2JOOGhE6ZM3QJz8QPUAAAIEzB64P04/j/UDAkNNDxOH56FHsVG6NI76LIRxwCyI9XQKSrUhABoEGB5a20wfV+Cth1646irHR0C4DDF67P6TF+8xjKaBz2TC4qUvNW9vViL7Vsj+FCKA14Hxw3ADuvUKGzjaTduSzlKeGWQAVqTXsx6cszRwAAAAXBmABCXsABwsBAAEjAwEBBV0AEAAADIC2CgEqNW4dAAA=",
	"lzma2":     "N3q8ryccAATihkUR3gAAAAAAAAAhAAAAAAAAANEPH1zgAH4AX10AOh3KG5tl5oTt8h1nn5kt/IxvdyA6YXJN+fJpWukHAq0oQR8T36o4LCpa6tCtLYpotIHdwIwa6PfN7pEQuwEPwXlsetsLCbYAY1YtPTW6Fjjg2JOOGhE6ZM3QJz8QPUAAAACBMweuD9PqNr1AwJDS/31pTY7foukRu+NpOxptG+igyHqkSu4tPSu85Iobdr/x8ru2ick/UTocwQeLHTcCRvzz0Ga8gBd3cHGV8DO6+Oj3gKrdxbJw2rOqzIfIWgqP2lQaYDQw4OPn3b5wr3svFABaalQAAAAXBmcBCXcABwsBAAEjAwEBBV0AEAAADICmCgFMf9XZAAA=",
	"ppmd":      "N3q8ryccAAT+M9RRVAAAAAAAAABaAAAAAAAAALa5RVQAWsS+fECabhCh+trCop/4GhYWev6rcFg9dUzZcTkBAoNWGeIHVyvwnA/0EE6YVlHGcUiTCCwlSLE6PDGZhYVgX8P01uX6FzixZYuxig9XvgetSAABBAYAAQlUAAcLAQABIwMEAQUGAAABAAx7AAgKARHrngkAAAUBGQYAAAAAAAAREQBvAG4AZQAuAGwAbwBnAAAAGQIAABQKAQAAAIGSsXrcARUGAQAggKSBAAA=",
	"steps":     "N3q8ryccAARhlrxtZQAAAAAAAABaAAAAAAAAAMEZBZrgAHoAXV0ALYgwRiLhn/rlUPCcyx3CqqQC0XRXHXxQpVt6hrAcOaMw1/jK3YdvM4JDTLStdKKEC3lkWnLhVzMYRPLnPTWbMKLhBwr5vPHA4jGghn37XCw0r/57fKDVv3Ng3nAAAAEEBgABCWUABwsBAAIhIQEABAMDAQMBAAx7ewAICgER654JAAAFARkEAAAAABERAG8AbgBlAC4AbABvAGcAAAAZAgAAFAoBAAAAgZKxetwBFQYBACCApIEAAA==",
	"stored":    "N3q8ryccAATwWmyB8QAAAAAAAAAhAAAAAAAAAM1diKx0d28KWyAgICAxLjAwMDAwMF0gTGludXggdmVyc2lvbiA2LjEuMApbICAgIDIuMDAwMDAwXSBCVUc6IGtlcm5lbCBOVUxMIHBvaW50ZXIgZGVyZWZlcmVuY2UsIGFkZHJlc3M6IDAKWyAgICAzLjAwMDAwMF0gYWxsIHdlbGwKAACBMweuMZhfQlhW5EZYW4Z3v42Qa+FqAsjq13ZwUL4GQihro4XP78gOB8xCsgaWxD3QXUSABSHMjzPe4E0fYEJOlZwxqA3by74/+Qmu5wjGfaDcjcdtDbz2R1WyvQ131M1luZOAv2FXZraNPV7UAAAAFwZ/AQlyAAcLAQABIwMBAQVdABAAAAyAtgoBZ55rsAAA",
}

const one = "[    1.000000] Linux version 6.1.0\n[    2.000000] BUG: kernel NULL pointer dereference, address: 0\n[    3.000000] all well\n"

func archiveOf(t testing.TB, name string) string {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(made[name])
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// bounded grants so many bytes.
type bounded struct{ left int64 }

func (b *bounded) Take(n int64) error {
	if n > b.left {
		return errors.New("too much memory")
	}
	b.left -= n
	return nil
}
func (b *bounded) Give(n int64) { b.left += n }
func (b *bounded) Left() int64  { return b.left }

// walked returns what an archive holds as "name: text", and the error.
func walked(data string, memory *bounded) (all []string, err error) {
	err = Walk(strings.NewReader(data), int64(len(data)), memory, func(f File) error {
		text, err := io.ReadAll(io.LimitReader(f.In, 1<<20))
		if err == nil {
			all = append(all, f.Name+": "+string(text))
		}
		return err
	})
	return all, err
}

func TestWhat7zMakes(t *testing.T) {
	for name := range made {
		memory := &bounded{left: 1 << 20}
		all, err := walked(archiveOf(t, name), memory)
		if memory.left != 1<<20 {
			t.Errorf("%s: %d bytes of memory were not given back", name, 1<<20-memory.left)
		}
		if why := map[string]string{"ppmd": "PPMd", "encrypted": "encrypted", "steps": "7z x"}[name]; why != "" {
			if err == nil || !strings.Contains(err.Error(), why) {
				t.Errorf("%s: %q, %v", name, all, err)
			}
			continue
		}
		if got := fmt.Sprintf("%q", all); err != nil || !strings.Contains(got, fmt.Sprintf("%q", "one.log: "+one)) || !strings.Contains(got, `"d/two.log: two\n"`) || len(all) != 2 {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func TestModified(t *testing.T) {
	data := archiveOf(t, "lzma2")
	Walk(strings.NewReader(data), int64(len(data)), &bounded{left: 1 << 20}, func(f File) error {
		if f.Modified.Unix() != 1767225600 { // 2026-01-01
			t.Errorf("%s is of %v", f.Name, f.Modified)
		}
		return nil
	})
}

// An archive that is cut off or damaged anywhere is never read as if it were whole.
func TestDamage(t *testing.T) {
	for name := range made {
		data := archiveOf(t, name)
		whole, _ := walked(data, &bounded{left: 1 << 20})
		for i := range data {
			if all, err := walked(data[:i], &bounded{left: 1 << 20}); err == nil {
				t.Errorf("%s cut at %d: %q", name, i, all)
			}
			bad := data[:i] + string(data[i]^0x20) + data[i+1:]
			if all, err := walked(bad, &bounded{left: 1 << 20}); err == nil && fmt.Sprint(all) != fmt.Sprint(whole) {
				t.Errorf("%s damaged at %d: %q", name, i, all)
			}
		}
	}
}

// A window is taken of what is granted before it is made.
func TestMemory(t *testing.T) {
	if _, err := walked(archiveOf(t, "lzma2"), &bounded{left: 1000}); err == nil || !strings.Contains(err.Error(), "memory") {
		t.Error(err)
	}
}

func FuzzWalk(f *testing.F) {
	for name := range made {
		f.Add([]byte(archiveOf(f, name)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read := int64(0)
		Walk(strings.NewReader(string(data)), int64(len(data)), &bounded{left: 32 << 20}, func(f File) error {
			n, err := io.Copy(io.Discard, io.LimitReader(f.In, 1<<20))
			if read += n; err == nil && read > 16<<20 {
				err = io.ErrShortBuffer
			}
			return err
		})
	})
}
