package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/fileio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"oopscope/parse"
)

func init() {
	register.Function4x1(decode)
	register.Function2x2(written)
	register.Combiner1[Seen](&adder{})
	register.Emitter2[string, Seen]()
	register.Emitter1[string]()
}

// Seen is how often a signature was met, and what it is.
type Seen struct {
	Signature string   `json:"signature"` // equal across boots, addresses and CPUs
	Class     string   `json:"class"`
	Title     string   `json:"title"` // of the crash whose title comes first, so that it is the same in each run
	Crashes   int      `json:"crashes"`
	Captures  int      `json:"captures"` // in which it was met
	Kernels   []string `json:"kernels,omitempty"`
}

var bytesRead = beam.NewCounter("oopscope", "bytes")

// decode is the DoFn: a capture in, what was met in it out, a key a signature. What cannot be
// read to its end is decoded as far as it goes, and named; it ends no pipeline.
func decode(ctx context.Context, f fileio.ReadableFile, met func(string, Seen), lost func(string)) error {
	r, err := f.Open(ctx)
	if err != nil {
		lost(fmt.Sprintf("%s: %v", f.Metadata.Path, err))
		return nil
	}
	defer r.Close()
	all := map[string]Seen{}
	for _, c := range crashes(ctx, r, func(err error) { lost(fmt.Sprintf("%s: %v", f.Metadata.Path, err)) }) {
		all[c.Signature] = add(all[c.Signature], c)
	}
	for key, s := range all {
		s.Captures = 1
		met(key, s)
	}
	return nil
}

// chunk is how much is read at a time.
const chunk = 256 << 10

// crashes reads a capture to its end, and returns what counts of each crash by its id. One may
// come again when more of it came: what it was last counts.
func crashes(ctx context.Context, r io.Reader, failed func(error)) map[int]Seen {
	d, found := parse.New(parse.Options{Unwrap: true}), map[int]Seen{}
	keep := func(b parse.Batch) {
		for _, c := range b.Crashes {
			if delete(found, c.ID); c.Severity >= parse.Warning { // less is trouble, and no crash
				found[c.ID] = Seen{Signature: signature(c), Class: c.Class, Title: c.Title, Crashes: 1, Kernels: kernels(c)}
			}
		}
	}
	for p := make([]byte, chunk); ; {
		n, err := r.Read(p)
		bytesRead.Inc(ctx, int64(n))
		keep(d.Feed(p[:n], time.Time{}))
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			failed(err)
			break
		}
	}
	keep(d.Close())
	return found
}

// written is a signature as a line of JSON.
func written(_ string, s Seen) (string, error) {
	line, err := json.Marshal(s)
	return string(line), err
}
