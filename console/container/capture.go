package container

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"os"

	"oopscope/console/files"
	"oopscope/console/record"
	"oopscope/console/sevenzip"
	"oopscope/parse/unwrap"
)

// A Capture is all that a name names as one text, for somebody who looks at it
// from top to bottom: what stands in an archive or a folder comes one behind the
// other, each below a line with its name.
type Capture struct {
	io.ReadCloser
	Plain bool // it is a file as it lies there: offsets in it are those of the text
}

// noiseBefore is how much of a file, in bytes, may be noise before its text.
const noiseBefore = 4 << 20

// Open opens a capture. The error says why there is nothing to read, of a file
// that is no text, too. What shows later is the error of Read: it comes behind
// all that could be read.
func Open(name string, limit int64) (Capture, error) {
	if f, err := openPlain(name); f != nil || err != nil {
		if err != nil {
			return Capture{f, true}, err
		}
		if j := files.Join(f, name); !j.Alone() {
			return Capture{struct {
				io.Reader
				io.Closer
			}{j.Reader(), j}, true}, nil
		}
		return Capture{f, true}, nil
	}
	text, pipe := io.Pipe()
	go func() {
		pipe.CloseWithError(joined(pipe, name, func(to Visitor) error { return Visit(name, limit, to) }))
	}()
	return begun(text)
}

// begun waits for the first bytes, so that what cannot be read at all is an error
// of the opening.
func begun(text *io.PipeReader) (Capture, error) {
	in := bufio.NewReaderSize(text, headSize)
	if _, err := in.Peek(1); err != nil && err != io.EOF {
		text.Close()
		return Capture{}, err
	}
	return Capture{ReadCloser: struct {
		io.Reader
		io.Closer
	}{in, text}}, nil
}

// OpenStream is Open for what comes in a row. What is not packed is handed on as
// it comes, and unwrapped by whoever reads it.
func OpenStream(name string, in io.Reader, limit int64) io.Reader {
	head, in := peek(in)
	if !isPacked(head) {
		return &judged{in: in}
	}
	text, pipe := io.Pipe()
	go func() {
		pipe.CloseWithError(joined(pipe, name, func(to Visitor) error { return VisitStream(name, in, limit, to) }))
	}()
	return text
}

// openPlain opens a file that is what it looks like: nil for anything that has to
// be opened in some way, and an error for what is no text.
func openPlain(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() || isStillPacked(name) {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	head := make([]byte, headSize)
	n, _ := f.ReadAt(head, 0)
	if isPacked(head[:n]) || isZip(head[:n]) || sevenzip.Is(head[:n]) || unwrap.Wrapped(head[:n]) || isBuried(head[:n]) {
		f.Close()
		return nil, nil
	}
	var census unwrap.Census
	in := io.NewSectionReader(f, 0, noiseBefore)
	for n > 0 {
		n, _ = in.Read(head)
		census.Add(head[:n])
	}
	if err := Judge(&census); err != nil && !record.IsRecording(name) { // which may begin with noise, or a file that was received
		f.Close()
		return nil, err
	}
	return f, nil
}

// joined writes all texts one behind the other, and returns what was lost. Who
// asked knows the name of the whole.
func joined(to io.Writer, whole string, visit func(Visitor) error) (lost error) {
	lose := func(name string, e error) {
		if name != whole {
			e = fmt.Errorf("%s: %w", name, e)
		}
		if lost != nil {
			e = fmt.Errorf("%w; %w", lost, e)
		}
		lost = e
	}
	err := visit(Visitor{
		Text: func(t Text) error {
			if t.Folded {
				if _, err := fmt.Fprintf(to, "==> %s <==\n", t.Name); err != nil {
					return err
				}
			}
			in := &judged{in: t.In}
			_, err := io.Copy(to, in)
			if in.err != nil { // and not one of writing
				lose(t.Name, in.err)
				err = nil
			}
			return err
		},
		Lost: lose,
	})
	return cmp.Or(lost, err)
}

// judged reads a text, and ends with an error when it was none.
type judged struct {
	in     io.Reader
	census unwrap.Census
	err    error
}

// Read implements io.Reader.
func (j *judged) Read(p []byte) (int, error) {
	n, err := j.in.Read(p)
	j.census.Add(p[:n])
	switch {
	case err == io.EOF:
		j.err = Judge(&j.census)
	case err != nil:
		j.err = err
	}
	if j.err != nil {
		return n, j.err
	}
	return n, err
}
