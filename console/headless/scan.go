package headless

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"oopscope/console/ahead"
	"oopscope/console/container"
	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/console/record"
	"oopscope/console/thrift"
	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/unwrap"
)

// ScanOptions set a scan up.
type ScanOptions struct {
	Format      Format
	Colour      bool // of text
	NoRaw       bool // leave the crashes' own lines out
	FailOnCrash bool
	Trace       []int           // lines to tell about, instead of the crashes
	Prefixes    []*parse.Prefix // what stands in front of the kernel's lines, as far as a person said it
	Resolve     Resolve
	Enter       Enter // takes the crashes, which are not printed then; nil to print them
	UnpackLimit int64 // bytes that what is packed in one input may unpack to; 0 is the usual bound
	Stdin       io.Reader
	Out, Err    io.Writer
}

// Scan reads captures one after the other and writes every crash: of a pipe as
// soon as it is complete, of a file as soon as its boot is over or holds many, so
// that it says what came of it. It returns the exit status. An input that cannot be read, or
// is no text, is named on Err and the others are still scanned; an empty one is mentioned
// there and is no failure: nothing was received, so nothing crashed.
func Scan(files []string, opt ScanOptions) int {
	defer thrift.LimitScan()()
	a := &inputs{opt: &opt}
	a.paper = newPaper(opt.Format, opt.Colour, a.print)
	visitor := container.Visitor{Text: a.text, Lost: func(name string, err error) { a.lost(name, explain(name, err)) }}
	for _, set := range container.Sets(files) {
		var err error
		if set[0] == "-" {
			err = container.VisitStream("-", opt.Stdin, opt.UnpackLimit, visitor)
		} else {
			err = container.VisitSet(set, opt.UnpackLimit, visitor)
		}
		if err != nil {
			return outputStatus(err, opt.Err)
		}
	}
	if table := a.skeletons.tell(); table != "" && opt.Format == Text && opt.Enter == nil && len(opt.Trace) == 0 {
		if err := a.print([]byte(table)); err != nil {
			return outputStatus(err, opt.Err)
		}
	}
	if len(opt.Trace) == 0 && opt.Enter == nil {
		if err := a.paper.end(); err != nil {
			return outputStatus(err, opt.Err)
		}
		a.total.tell(opt.Err)
	}
	switch {
	case a.total.unread > 0:
		return Failed
	case a.total.crashes+a.total.riddles > 0 && opt.FailOnCrash:
		return Crashed
	}
	return Done
}

// Enter begins an input: what it holds goes to take, and over ends it.
type Enter func(name string) (take func([]*parse.Crash, []parse.Boot), over func())

// inputs are all of one scan.
type inputs struct {
	opt       *ScanOptions
	paper     *paper
	total     tally
	skeletons skeletons
}

// print writes to the output, of which nothing more can be had after an error.
func (a *inputs) print(text []byte) error {
	if _, err := a.opt.Out.Write(text); err != nil {
		return unwritten(err)
	}
	return nil
}

// lost names what could not be read.
func (a *inputs) lost(name string, err error) {
	_ = a.paper.lost(name, err.Error()) // when nothing can be written the end will tell
	out.Complain(a.opt.Err, err)
	if f := (*link.Fault)(nil); errors.As(err, &f) {
		fmt.Fprintf(a.opt.Err, "please report it with this:\n%s", f.Stack)
	}
	a.total.unread++
}

// text scans one text. The error is that of an output that takes nothing more.
func (a *inputs) text(t container.Text) error {
	s := scanner{name: t.Name, opt: a.opt, writer: newWriter(t, a.opt, a.paper, &a.skeletons)}
	err := s.run(t)
	if s.writer.entered != nil {
		s.writer.entered()
	}
	if errors.Is(err, errOutput) {
		return err
	}
	if err == nil {
		if err = container.Judge(&s.census); err != nil {
			err = fmt.Errorf("%s: %w", inputName(t.Name), err)
		}
	}
	if err != nil {
		a.lost(t.Name, err)
	} else {
		a.paper.read(t.Name, s.numbers.Lines())
	}
	if err == nil || s.writer.wrote() || s.census.Text() && s.read > 0 {
		s.tell()
	}
	a.total.add(&s)
	return nil
}

var errOutput = errors.New("cannot write the result")

// unwritten is an error of writing the result.
func unwritten(err error) error { return fmt.Errorf("%w: %w", errOutput, err) }

// outputStatus is for output that cannot be written. A reader that has seen
// enough (`oopscope scan … | head`) is no reason to complain.
func outputStatus(err error, w io.Writer) int {
	if !errors.Is(err, syscall.EPIPE) {
		out.Complain(w, err)
	}
	return Failed
}

type scanner struct {
	name    string
	opt     *ScanOptions
	writer  *writer
	traces  []parse.Trace
	read    int64
	census  unwrap.Census
	numbers parse.Numbers
	dense   bool // the chunk before held many crashes
}

func (s *scanner) run(t container.Text) error {
	o := parse.Options{Trace: s.opt.Trace, Numbers: &s.numbers, Prefixes: s.opt.Prefixes, Undecoded: true}
	if s.opt.Enter != nil { // a recording of ours tells when its bytes came
		if times, err := record.OpenTimes(t.Name); err == nil {
			defer times.Close()
			o.When = times.At
		}
	}
	d := parse.New(o)
	err := s.readText(t, d)
	werr := s.finish(d, err)
	if fault := (*link.Fault)(nil); errors.As(err, &fault) {
		return err
	}
	switch {
	case werr != nil: // nothing can be told there any more, whatever else failed
		return werr
	case err != nil && !errors.Is(err, errOutput) && s.read > 0:
		return fmt.Errorf("%s could not be read to its end, what came before that was: %w", inputName(s.name), cause(err))
	case err != nil && !errors.Is(err, errOutput):
		return explain(s.name, err)
	}
	return err
}

// readText reads an input to its end. What of a recording of ours is in no line, as a file is
// that went over it, is passed over.
func (s *scanner) readText(t container.Text, d *parse.Decoder) error {
	feed := func(p []byte, survey *parse.Survey) error {
		return link.Safely("decoding "+s.name, func() error { return s.feed(d, p, survey) })
	}
	skips := record.ReadSkips(t.Name)
	if len(skips) == 0 {
		return ahead.Read(t.In, feed)
	}
	for at := int64(0); ; {
		until, hidden := skips.Next(at)
		if err := ahead.Read(io.LimitReader(t.In, until-at), feed); err != nil || hidden == 0 {
			return err
		}
		n, err := io.CopyN(io.Discard, t.In, hidden)
		s.read += n
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = link.Safely("decoding "+s.name, func() error { return s.hand(d.Skip(n, "", time.Time{})) })
		}
		if err != nil {
			return err
		}
		at = until + hidden
	}
}

// finish closes the decoder and waits until all is written. What was read before a
// failure is scanned all the same, but a decoder that failed is not asked again.
func (s *scanner) finish(d *parse.Decoder, failed error) error {
	heard := 0
	err := link.Safely("decoding "+s.name, func() error {
		if errors.As(failed, new(*link.Fault)) {
			return nil
		}
		last := d.Close()
		heard = last.Heard
		return s.hand(last)
	})
	if e := s.writer.finish(heard); err == nil {
		err = e
	}
	if err == nil {
		err = s.writeTraces()
	}
	return err
}

// feed hands a chunk to the decoder. Where crash follows crash it gets it by the
// bite: all crashes of a whole chunk at once would take a lot of memory.
func (s *scanner) feed(d *parse.Decoder, p []byte, survey *parse.Survey) error {
	const bite, many = 16 << 10, 100
	s.read += int64(len(p))
	s.census.Add(p)
	s.writer.busy(true)
	defer s.writer.busy(false)
	if !s.dense {
		b := d.FeedSurveyed(p, survey, time.Time{})
		s.dense = len(b.Reports) > many
		return s.hand(b)
	}
	s.dense = false
	for len(p) > 0 {
		n := min(bite, len(p))
		b := d.Feed(p[:n], time.Time{})
		s.dense = s.dense || len(b.Reports) > many*bite/ahead.Chunk
		if err := s.hand(b); err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// hand gives to the writer what a batch brought.
func (s *scanner) hand(b parse.Batch) error {
	s.traces = append(s.traces, b.Traces...)
	return s.writer.take(b.Reports, b.Boots)
}

// tell says on standard error what a person would otherwise wonder about.
func (s *scanner) tell() {
	switch {
	case s.read == 0:
		out.Line(s.opt.Err, "oopscope: %s: empty, nothing to scan", inputName(s.name))
	case s.opt.Format == Text && len(s.opt.Trace) == 0 && s.opt.Enter == nil:
		out.Line(s.opt.Err, "%s: %s, %s", inputName(s.name), count(s.writer.crashes, "crash", "crashes"),
			count(s.writer.trouble, "trouble report", "trouble reports"))
	}
}

// inputName is what an input is called to a person.
func inputName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

func count(n int, one, many string) string { return crash.Counted(n, one, many) }

// cause takes the system call's name off an error.
func cause(err error) error {
	if pe := (*os.PathError)(nil); errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// explain turns the error of an input into words with a way out.
func explain(name string, err error) error {
	hint := ""
	switch {
	case errors.Is(err, os.ErrNotExist):
		hint = "; is the name right?"
	case errors.Is(err, os.ErrPermission):
		hint = "; you may not read it"
	}
	return fmt.Errorf("cannot read %s: %w%s", inputName(name), cause(err), hint)
}
