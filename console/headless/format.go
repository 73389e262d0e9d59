package headless

import (
	"bytes"
	"slices"

	"oopscope/console/config"
	"oopscope/console/protocol"
	"oopscope/parse"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/export"
)

// Format is how a crash is written.
type Format int

// The formats of scan and watch.
const (
	Text Format = iota
	JSON
	Markdown
	GitHub // annotations
	JUnit  // a document, written at the end
	SARIF  // another
	Events // all that happens, as the protocol of a shared session has it
)

// formats are the flags that choose one.
var formats = map[string]Format{"text": Text, "json": JSON, "markdown": Markdown, "github": GitHub, "junit": JUnit, "sarif": SARIF, "events": Events}

func format(cmd *config.Command) Format {
	for flag, f := range formats {
		if cmd.Has(flag) {
			return f
		}
	}
	return Text
}

// forMachines tells the formats that nothing else may stand between.
func (f Format) forMachines() bool { return f != Text && f != Markdown }

// append writes a crash in a format that is no document.
func (f Format) append(dst []byte, c *parse.Crash, opt export.Options) []byte {
	switch f {
	case JSON:
		return export.AppendJSON(dst, c, opt)
	case Events:
		return appendEvent(dst, &protocol.Message{Event: "crash", Port: opt.File, Crash: export.Report(c, opt)})
	case GitHub:
		return export.AppendGitHub(dst, c, opt)
	case Markdown:
		return append(append(dst, export.Markdown(c, opt)...), '\n')
	}
	return append(append(dst, export.Text(c, opt)...), '\n')
}

// A document is written as a whole, when all is read.
type document interface {
	Add(c *parse.Crash, opt export.Options)
	Read(file string, lines int)
	Lost(file, why string)
	End() []byte
}

// document begins one, nil for a format that is none.
func (f Format) document() document {
	switch f {
	case JUnit:
		return &export.JUnit{}
	case SARIF:
		return &export.SARIF{Version: config.Version(), Describe: meaning}
	}
	return nil
}

// meaning is what the table says of a class.
func meaning(name string) string {
	for _, c := range class.All() {
		if c.Name == name {
			return c.Meaning
		}
	}
	return ""
}

// A paper is what a scan or a watch writes on: line by line, or a document.
type paper struct {
	format Format
	colour bool // of text
	whole  document
	write  func([]byte) error
	buf    []byte
	sheets []*sheet // in use while crashes are written on several cores
}

func newPaper(f Format, colour bool, write func([]byte) error) *paper {
	return &paper{format: f, colour: colour && f == Text, whole: f.document(), write: write}
}

// add writes a crash; frame, where it is not nil, sets the text off.
func (p *paper) add(c *parse.Crash, opt export.Options, frame func([]byte) []byte) error {
	if p.whole != nil {
		p.whole.Add(c, opt)
		return nil
	}
	p.buf = p.format.append(p.buf[:0], c, opt)
	if p.colour {
		p.buf = headed(p.buf, c)
	}
	if frame != nil {
		return p.write(frame(p.buf))
	}
	return p.write(p.buf)
}

// lost says that an input could not be read, or not to its end, where the format
// has a place for that.
func (p *paper) lost(file, why string) error {
	switch {
	case p.whole != nil:
		p.whole.Lost(file, why)
	case p.format == GitHub:
		return p.write(export.AppendGitHubError(nil, file, why))
	}
	return nil
}

// read says that an input was read.
func (p *paper) read(file string, lines int) {
	if p.whole != nil {
		p.whole.Read(file, lines)
	}
}

// end writes what is written at the end.
func (p *paper) end() error {
	if p.whole == nil {
		return nil
	}
	return p.write(p.whole.End())
}

// headed colours the headline of a text: red for a crash, yellow for what the
// kernel survives.
func headed(text []byte, c *parse.Crash) []byte {
	colour := "\x1b[1;33m"
	if c.Severity > crash.Warning {
		colour = "\x1b[1;31m"
	}
	head, rest, _ := bytes.Cut(text, []byte{'\n'})
	return slices.Concat([]byte(colour), head, []byte("\x1b[0m\n"), rest)
}
