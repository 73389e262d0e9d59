package record

import (
	"encoding/json"
	"io"
	"math"
)

// A Skip is bytes of a record that are in none of its lines: what the protocol of a file says
// that was sent or received. The record has them as it has everything.
type Skip struct {
	From   int64  `json:"f"` // in the file
	To     int64  `json:"t"`
	Ends   int    `json:"e,omitempty"` // line ends among them
	Line   int    `json:"l,omitempty"` // number of the line behind them, 0 where nobody knows
	Reason string `json:"w,omitempty"` // for a person
}

// Skips are those of a record, in its order. None begins before the one in front of it ends.
type Skips []Skip

// skipsMost bounds what is read of an index that a stranger may have written.
const skipsMost = 1 << 16

// add puts one behind the others: the one that began there before has gone on. False for
// what makes no sense.
func (l *Skips) add(k Skip) bool {
	end := int64(0)
	if n := len(*l); n > 0 && (*l)[n-1].From == k.From {
		*l = (*l)[:n-1]
	}
	if n := len(*l); n > 0 {
		end = (*l)[n-1].To
	}
	if k.From < end || k.To <= k.From || k.Ends < 0 || int64(k.Ends) > k.To-k.From || k.Line < 0 || len(*l) >= skipsMost {
		return false
	}
	*l = append(*l, k)
	return true
}

// Before is how many bytes before an offset are in no line.
func (l Skips) Before(offset int64) (n int64) {
	for _, k := range l {
		if k.To > offset {
			break
		}
		n += k.To - k.From
	}
	return n
}

// Next tells how far the lines go from an offset on, and how many bytes behind that are in
// none, 0 for none.
func (l Skips) Next(at int64) (until, hidden int64) {
	for _, k := range l {
		if k.To > at {
			return max(k.From, at), k.To - max(k.From, at)
		}
	}
	return math.MaxInt64, 0
}

// A Lined reads the bytes of lines, and passes over those between that are in none.
type Lined struct {
	In    io.Reader // from At on
	At    int64
	Skips Skips
}

// Read returns bytes of lines, or how many of none stood behind those before.
func (l *Lined) Read(p []byte) (n int, hidden int64, err error) {
	until, hidden := l.Skips.Next(l.At)
	if until == l.At {
		hidden, err = io.CopyN(io.Discard, l.In, hidden)
		l.At += hidden
		return 0, hidden, err
	}
	n, err = l.In.Read(p[:min(int64(len(p)), until-l.At)])
	l.At += int64(n)
	return n, 0, err
}

// appendSkips writes them as one item holds them.
func appendSkips(dst []byte, l Skips) []byte {
	text, _ := json.Marshal(l) // numbers and a text
	return append(dst, text...)
}

// take takes in what an item holds.
func (l *Skips) take(holds []byte) error {
	var some Skips
	if err := json.Unmarshal(holds, &some); err != nil {
		return err
	}
	for _, k := range some {
		if !l.add(k) {
			return errBroken
		}
	}
	return nil
}
