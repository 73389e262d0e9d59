package headless

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"oopscope/console/config"
	"oopscope/console/container"
	"oopscope/console/ledger"
	"oopscope/console/link"
	"oopscope/console/link/recall"
	"oopscope/console/out"
	"oopscope/console/record"
	"oopscope/parse"
	"oopscope/parse/compare"
	"oopscope/parse/schema"
	"oopscope/parse/unwrap"
)

// CompareOptions set a comparison up.
type CompareOptions struct {
	Good, Bad   string  // captures that git bisect's answer is told by; "" for a plain comparison
	Rate        float64 // share of boots that crash when it is bad; 0: that of Bad
	JSON        bool
	Width       int // of the terminal
	Prefixes    []*parse.Prefix
	Dir         string // of oopscope's own files, with the ledger
	Now         time.Time
	UnpackLimit int64 // see [ScanOptions]
	Stdin       io.Reader
	Out, Err    io.Writer
}

// CompareFlags reads the options of a comparison off the command line. An error is a
// usage error.
func CompareFlags(cmd *config.Command) (opt CompareOptions, err error) {
	opt = CompareOptions{Good: cmd.Last("good"), Bad: cmd.Last("bad"), JSON: cmd.Has("json")}
	if v := cmd.Last("rate"); v != "" {
		if _, err := fmt.Sscanf(v+"\n", "%g\n", &opt.Rate); err != nil || !(opt.Rate > 0 && opt.Rate <= 1) {
			return opt, fmt.Errorf("--rate %q: give the share of boots that crash, above 0 and at most 1, like 0.175", v)
		}
	}
	return opt, nil
}

// What git bisect run reads of an exit status: 1 to 124 is bad, 125 to skip, above 127
// ends it. So that nothing is called bad because a file is missing, what is a failure
// elsewhere ends it.
const (
	bisectSkips = 125
	bisectEnds  = 128
)

// Compare tells what differs between two captures or folders of them, A and B, and
// returns the exit status. With opt.Bad there is one, which git bisect tests: the
// status is Done when it is good, Crashed when it is bad.
func Compare(names []string, opt CompareOptions) int {
	c := &comparing{opt: &opt}
	var status int
	var err error
	if opt.Bad != "" {
		status, err = c.bisect(names[0])
	} else {
		status, err = c.sides(names[0], names[1])
	}
	switch {
	case errors.Is(err, errOutput):
		status = outputStatus(err, opt.Err)
	case err != nil:
		out.Complain(opt.Err, err)
		status = Failed
	}
	return Verdict(opt.Bad, status)
}

// Verdict is an exit status as git bisect is to read it, where it is who asks: bad are
// the captures of --bad.
func Verdict(bad string, status int) int {
	if bad != "" && (status == Failed || status == Usage) {
		return bisectEnds
	}
	return status
}

// comparing is one comparison.
type comparing struct {
	opt  *CompareOptions
	lost bool
}

func (c *comparing) sides(a, b string) (status int, err error) {
	before, err := c.read(a)
	if err != nil {
		return Failed, err
	}
	since, err := c.read(b)
	if err != nil {
		return Failed, err
	}
	found := compare.Sides(before, since)
	if err := c.tell(found); err != nil || c.lost {
		return Failed, err
	}
	return Done, nil
}

// bisect judges what is tested by what is known to be bad, and good.
func (c *comparing) bisect(tested string) (status int, err error) {
	bad, err := c.read(c.opt.Bad)
	if err != nil {
		return Failed, err
	}
	var good *compare.Side
	if c.opt.Good != "" {
		if good, err = c.read(c.opt.Good); err != nil {
			return Failed, err
		}
	}
	b, err := c.read(tested)
	if err != nil {
		return Failed, err
	}
	if c.lost {
		return Failed, errors.New("nothing is said of captures that were not read to the end")
	}
	found := compare.Sides(bad, b)
	found.Verdict, found.Bisect = compare.Bisect(good, bad, b, c.opt.Rate)
	if found.Bisect.Rounds == 0 {
		return Failed, fmt.Errorf("%s has no crash of its own: what is to be looked for? Give captures that crashed", inputName(c.opt.Bad))
	}
	status = map[string]int{compare.Good: Done, compare.Bad: Crashed, compare.Skip: bisectSkips}[found.Verdict]
	if c.opt.JSON {
		return status, c.tell(found)
	}
	return status, c.print(bisectWords(found, tested))
}

// tell writes what was found.
func (c *comparing) tell(found *schema.Comparison) error {
	if !c.opt.JSON {
		return c.print(comparison(found, c.opt.Width))
	}
	line, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return c.print(string(line) + "\n")
}

func (c *comparing) print(text string) error {
	if _, err := io.WriteString(c.opt.Out, text); err != nil {
		return unwritten(err)
	}
	return nil
}

// remembered makes a side of boots that the ledger knows, which words choose as they
// choose signatures: "kernel:5.10 board:bbb since:7d !since:1d".
func (c *comparing) remembered(name, words string) (*compare.Side, error) {
	f, err := recall.ParseFilter(strings.Fields(words), c.opt.Now)
	if err != nil {
		return nil, err
	}
	all, err := ledger.Open(c.opt.Dir).Recall()
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for i := range all.Crashes {
		titles[all.Crashes[i].Key] = all.Crashes[i].Title
	}
	s := &compare.Side{Name: name}
	for i := range all.Lives {
		l := &all.Lives[i]
		met := link.Sighting{At: l.At, Kernel: l.Kernel, Board: l.Board}
		if !f.Fits(&link.Group{Kernels: []string{l.Kernel}, Boards: []string{l.Board}, First: met, Last: met}) {
			continue
		}
		b := compare.Boot{File: l.Source, Kernel: l.Kernel}
		for _, d := range l.Crashes {
			b.Crashes = append(b.Crashes, compare.Remembered{Signature: d.Key, Title: titles[d.Key], Line: d.Line})
		}
		for range max(l.Count, 1) {
			s.Add(&b)
		}
	}
	if s.Boots() == 0 {
		return nil, fmt.Errorf("the ledger knows no boot that %q fits; `oopscope ledger boots` lists them", words)
	}
	return s, nil
}

// read reads one side: a capture, a folder of them, or what the ledger knows. What
// cannot be read is named, and it is an error when there is nothing else.
func (c *comparing) read(name string) (*compare.Side, error) {
	if words, ok := strings.CutPrefix(name, "ledger:"); ok {
		return c.remembered(name, words)
	}
	s := &compare.Side{Name: name}
	lose := func(name string, err error) {
		out.Complain(c.opt.Err, err)
		s.Unread++
		c.lost = true
	}
	visitor := container.Visitor{
		Lost: func(name string, err error) { lose(name, explain(name, err)) },
		Text: func(t container.Text) error {
			if err := c.text(s, t); err != nil {
				lose(t.Name, err)
			}
			return nil
		},
	}
	var err error
	if name == "-" {
		err = container.VisitStream(name, c.opt.Stdin, c.opt.UnpackLimit, visitor)
	} else {
		err = container.Visit(name, c.opt.UnpackLimit, visitor)
	}
	switch {
	case err != nil:
		return nil, err
	case s.Boots() == 0:
		return nil, fmt.Errorf("there is nothing to compare in %s", inputName(name))
	}
	return s, nil
}

// text reads one capture.
func (c *comparing) text(s *compare.Side, t container.Text) error {
	var census unwrap.Census
	r := s.Read(t.Name)
	defer r.Close()
	d := parse.New(parse.Options{Lines: true, Prefixes: c.opt.Prefixes})
	err := link.Safely("comparing "+t.Name, func() error {
		in, piece := record.Lined{In: t.In, Skips: record.ReadSkips(t.Name)}, make([]byte, 256<<10)
		for {
			n, hidden, err := in.Read(piece)
			census.Add(piece[:n])
			hand(r, d.Feed(piece[:n], time.Time{}))
			if hidden > 0 {
				hand(r, d.Skip(hidden, "", time.Time{}))
			}
			if err == io.EOF {
				hand(r, d.Close())
				return nil
			}
			if err != nil {
				hand(r, d.Close())
				return fmt.Errorf("%s could not be read to its end, what came before that is compared: %w", inputName(t.Name), cause(err))
			}
		}
	})
	if err == nil {
		if err = container.Judge(&census); err != nil {
			err = fmt.Errorf("%s: %w", inputName(t.Name), err)
		}
	}
	return err
}

// hand gives to a reading what a batch brought.
func hand(r *compare.Reading, b parse.Batch) {
	for i := range b.Lines {
		l := &b.Lines[i]
		r.Line(l.N, l.Boot, l.Micro, l.Said(), l.Crash > 0 || l.Mark > parse.Error)
	}
	for _, x := range b.Crashes {
		r.Crash(x)
	}
}
