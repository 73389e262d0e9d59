package headless

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"syscall"
	"time"

	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/story"
)

// ScanOptions set a scan up.
type ScanOptions struct {
	Format      Format
	NoRaw       bool // leave the crashes' own lines out
	FailOnCrash bool
	Trace       []int // lines to tell about, instead of the crashes
	Resolve     Resolve
	Stdin       io.Reader
	Out, Err    io.Writer
}

// Scan reads captures one after the other and writes every crash: of a pipe as
// soon as it is complete, of a file as soon as its boot is over or holds many, so
// that it says what came of it. It returns the exit status. An input that cannot be read is
// named on Err and the others are still scanned; an empty one is mentioned
// there and is no failure: nothing was received, so nothing crashed.
func Scan(files []string, opt ScanOptions) int {
	defer collectSeldom()()
	status := Done
	crashed := false
	for _, name := range files {
		s := scanner{name: name, opt: &opt}
		err := s.run()
		if err != nil {
			if errors.Is(err, errOutput) {
				return outputStatus(err, opt.Err)
			}
			out.Complain(opt.Err, err)
			if f := (*link.Fault)(nil); errors.As(err, &f) {
				fmt.Fprintf(opt.Err, "please report it with this:\n%s", f.Stack)
			}
			status = Failed
		}
		crashed = crashed || s.crashes > 0
		if err == nil || s.read > 0 {
			s.tell()
		}
	}
	if status == Done && crashed && opt.FailOnCrash {
		return Crashed
	}
	return status
}

// collectSeldom lets garbage pile up, within bounds: little is alive in a scan
// unless crash follows crash.
func collectSeldom() (undo func()) {
	percent, limit := debug.SetGCPercent(150), debug.SetMemoryLimit(36<<20)
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

var errOutput = errors.New("cannot write the result")

// outputStatus is for output that cannot be written. A reader that has seen
// enough (`oopscope scan … | head`) is no reason to complain.
func outputStatus(err error, w io.Writer) int {
	if !errors.Is(err, syscall.EPIPE) {
		out.Complain(w, err)
	}
	return Failed
}

type scanner struct {
	name             string
	opt              *ScanOptions
	queue            queue
	stories          story.Keeper
	buf              []byte // of the crash being written
	traces           []parse.Trace
	traced           []*parse.Crash // when lines are traced, which say what became of them
	crashes, trouble int
	read             int64
	dense            bool // the chunk before held many crashes
}

func (s *scanner) run() error {
	in := s.opt.Stdin
	if s.name != "-" {
		f, err := os.Open(s.name)
		if err != nil {
			return explain(s.name, err)
		}
		defer f.Close()
		in = f
	}
	s.stories.Wait = isWhole(in)
	d := parse.New(parse.Options{Trace: s.opt.Trace})
	err := readAhead(in, func(p []byte, survey *parse.Survey) error {
		return safely("decoding "+s.name, func() error { return s.feed(d, p, survey) })
	})
	if errors.As(err, new(*link.Fault)) { // the decoder is not to be asked again
		return err
	}
	// What was read before a failure is scanned all the same.
	werr := safely("decoding "+s.name, func() error {
		last := d.Close()
		crashes := append(s.queue.put(s.kept(last)), s.queue.rest()...)
		crashes = append(s.stories.Put(crashes, last.Boots), s.stories.Rest(last.Heard)...)
		if err := s.write(crashes); err != nil {
			return err
		}
		return s.writeTraces()
	})
	switch {
	case werr != nil: // nothing can be told there any more, whatever else failed
		return werr
	case err != nil && !errors.Is(err, errOutput):
		return explain(s.name, err)
	}
	return err
}

// isWhole tells an input that is there as a whole, so that a crash can wait for
// what came of it, from one that is still being written: what comes through a pipe
// is told at once.
func isWhole(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	st, err := f.Stat()
	return err == nil && st.Mode().IsRegular()
}

// safely makes an error of a panic: what is wrong with one capture must not keep
// others from being scanned.
func safely(doing string, f func() error) (err error) {
	defer func() {
		if what := recover(); what != nil {
			err = link.NewFault(doing, what)
		}
	}()
	return f()
}

// feed hands a chunk to the decoder. Where crash follows crash it gets it by the
// bite: all crashes of a whole chunk at once would take a lot of memory.
func (s *scanner) feed(d *parse.Decoder, p []byte, survey *parse.Survey) error {
	const bite, many = 16 << 10, 100
	s.read += int64(len(p))
	if !s.dense {
		b := d.FeedSurveyed(p, survey, time.Time{})
		found := s.kept(b)
		s.dense = len(found) > many
		return s.write(s.stories.Put(s.queue.put(found), b.Boots))
	}
	s.dense = false
	for len(p) > 0 {
		n := min(bite, len(p))
		b := d.Feed(p[:n], time.Time{})
		found := s.kept(b)
		if err := s.write(s.stories.Put(s.queue.put(found), b.Boots)); err != nil {
			return err
		}
		s.dense = s.dense || len(found) > many*bite/chunk
		p = p[n:]
	}
	return nil
}

func (s *scanner) write(crashes []*parse.Crash) error {
	for _, c := range crashes {
		if isCrash(c) {
			s.crashes++
		} else {
			s.trouble++
		}
		if len(s.opt.Trace) > 0 {
			s.traced = append(s.traced, c)
			continue
		}
		if s.opt.Resolve != nil {
			c = s.opt.Resolve(c)
		}
		s.buf = s.opt.Format.append(s.buf[:0], c, export.Options{File: s.name, NoRaw: s.opt.NoRaw})
		if _, err := s.opt.Out.Write(s.buf); err != nil {
			return fmt.Errorf("%w: %w", errOutput, err)
		}
	}
	return nil
}

// tell says on standard error what a person would otherwise wonder about.
func (s *scanner) tell() {
	name := s.name
	if name == "-" {
		name = "standard input"
	}
	switch {
	case s.read == 0:
		out.Line(s.opt.Err, "oopscope: %s: empty, nothing to scan", name)
	case s.opt.Format == Text && len(s.opt.Trace) == 0:
		out.Line(s.opt.Err, "%s: %s, %s", name, count(s.crashes, "crash", "crashes"),
			count(s.trouble, "trouble report", "trouble reports"))
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// explain turns the error of a file into words with a way out.
func explain(name string, err error) error {
	var pe *os.PathError
	cause := err
	if errors.As(err, &pe) {
		cause = pe.Err
	}
	hint := ""
	switch {
	case errors.Is(err, os.ErrNotExist):
		hint = "; is the name right?"
	case errors.Is(err, os.ErrPermission):
		hint = "; you may not read it"
	case errors.Is(err, syscall.EISDIR):
		return fmt.Errorf("%s is a directory; name the captures in it", name)
	}
	return fmt.Errorf("cannot read %s: %w%s", name, cause, hint)
}
