package headless

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"oopscope/console/config"
	"oopscope/console/files"
	"oopscope/console/ledger"
	"oopscope/console/out"
	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/redact"
	"oopscope/parse/regex"
)

// ReportOptions set up how one crash is written down.
type ReportOptions struct {
	Form        string    // a key of forms, "" is text
	ID          int       // of the crash among those of a capture, 0 when it is the only one
	Sections    []string  // of the report, nil for all
	NoRaw       bool      // leave the crash's own lines out
	Strip       bool      // a bundle has the console's bytes as text
	Redact      bool      // take out what tells who and where
	Output      string    // a file to make, "" for Out
	Origin      string    // for kcidb: the name of the CI system, "" is oopscope
	Test        string    // for kcidb: the id of the test run in which it happened
	Bytes       io.Writer // the output for what is no text; nil where it is a terminal
	Dir         string    // of oopscope's own files
	Prefixes    []*parse.Prefix
	Resolve     Resolve
	UnpackLimit int64 // see [ScanOptions]
	Stdin       io.Reader
	Out, Err    io.Writer
}

// forms are the values of --as: what each makes of a crash.
var forms = map[string]func(*passed) ([]byte, error){
	"text":     told(export.Text),
	"mail":     told(export.Mail),
	"markdown": told(export.Markdown),
	"html":     told(export.HTML),
	"json":     (*passed).json,
	"bundle":   (*passed).bundle,
	"kcidb":    (*passed).kcidb,
	"ureport":  (*passed).ureport,
}

// sectioned are those that can be of some sections only.
var sectioned = []string{"text", "mail", "markdown", "html"}

// ReportFlags reads the options of a report off the command line. An error is a
// usage error.
func ReportFlags(cmd *config.Command) (opt ReportOptions, err error) {
	opt = ReportOptions{
		Form: cmp.Or(cmd.Last("as"), "text"), Sections: cmd.All("section"), NoRaw: cmd.Has("no-raw"), Redact: cmd.Has("redact"), Output: cmd.Last("output"),
		Origin: cmp.Or(cmd.Last("origin"), "oopscope"), Test: cmd.Last("test"),
	}
	if forms[opt.Form] == nil {
		return opt, fmt.Errorf("--as %q: give %s", opt.Form, oneOf(forms))
	}
	for _, s := range opt.Sections {
		if !slices.Contains(export.Sections(), s) {
			return opt, fmt.Errorf("--section %q: give one of %s", s, strings.Join(export.Sections(), ", "))
		}
	}
	if len(opt.Sections) > 0 && !slices.Contains(sectioned, opt.Form) {
		return opt, fmt.Errorf("--section: a report as %s is always whole; %s can be of one section", opt.Form, strings.Join(sectioned, ", "))
	}
	if err := opt.checkKCIDB(); err != nil {
		return opt, err
	}
	if v := cmd.Last("crash"); v != "" {
		if opt.ID, err = strconv.Atoi(v); err != nil || opt.ID < 1 {
			return opt, fmt.Errorf("--crash %q: give the id of a crash, the first is 1", v)
		}
	}
	return opt, nil
}

// origins and testIDs are what KCIDB takes for names (kcidb_io/schema/v05_00.py).
var (
	origins = regex.Of(`^[a-z0-9_]+$`)
	testIDs = regex.Of(`^[a-z0-9_]+:.+$`)
)

func (o *ReportOptions) checkKCIDB() error {
	switch {
	case o.Form != "kcidb" && (o.Origin != "oopscope" || o.Test != ""):
		return fmt.Errorf("--origin and --test are for --as kcidb")
	case !origins.Get().MatchString(o.Origin):
		return fmt.Errorf("--origin %q: give the name of your CI system, of small letters, digits and _", o.Origin)
	case o.Test != "" && !testIDs.Get().MatchString(o.Test):
		return fmt.Errorf("--test %q: give the id of the test run, with its origin: maestro:65f1c0", o.Test)
	}
	return nil
}

// A passed is a crash that is to be passed on.
type passed struct {
	crash *parse.Crash
	file  string // where it was found, for people
	raw   func() ([]byte, error)
	opt   export.Options
	how   *ReportOptions
	hide  *redact.Redactor // nil to keep what tells who and where
}

// Report writes one crash down: that of a saved crash's folder, or one of a capture.
// It returns the exit status. A file that is there already is never written to.
func Report(name string, opt ReportOptions) int {
	p, status, err := opt.find(name)
	if err != nil {
		out.Complain(opt.Err, err)
		if c := (*choice)(nil); errors.As(err, &c) {
			for _, row := range c.from {
				out.Line(opt.Err, "%s", row)
			}
		}
		return status
	}
	p.opt.Sections, p.opt.NoRaw, p.opt.Fold, p.opt.File = opt.Sections, opt.NoRaw, true, p.file
	p.how = &opt
	if opt.Redact {
		p.learn()
	}
	text, err := forms[cmp.Or(opt.Form, "text")](p)
	if err == nil {
		err = opt.put(text)
	}
	if err != nil {
		return outputStatus(err, opt.Err)
	}
	return status
}

// put writes to the file that was named, or to the output.
func (o *ReportOptions) put(text []byte) error {
	if o.Output == "" || o.Output == "-" {
		to := o.Out
		if o.Form == "bundle" {
			to = o.Bytes
		}
		if to == nil {
			return errors.New("a bundle is a .tar.gz and no text for a terminal; name a file with -o, or redirect it")
		}
		_, err := to.Write(text)
		if err != nil {
			err = unwritten(err)
		}
		return err
	}
	err := files.New(o.Output, ".report-", func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s is there already and stays as it is; give another name", o.Output)
	case err != nil:
		return fmt.Errorf("cannot write %s: %w; give a place with -o where you may, or none", o.Output, cause(err))
	}
	return nil
}

// learn reads all that will be told once, so that a name is hidden wherever it
// stands, in front of the line that shows it to be one, too.
func (p *passed) learn() {
	p.hide = &redact.Redactor{}
	opt := p.opt
	opt.Sections, opt.NoRaw, opt.Redact = nil, false, p.hide.Line
	export.Text(p.crash, opt)
	p.opt.Redact = p.hide.Line
}

func told(write func(*parse.Crash, export.Options) string) func(*passed) ([]byte, error) {
	return func(p *passed) ([]byte, error) { return []byte(write(p.crash, p.opt)), nil }
}

func (p *passed) json() ([]byte, error) { return export.AppendJSON(nil, p.crash, p.opt), nil }

func (p *passed) kcidb() ([]byte, error) {
	return export.KCIDB(p.crash, p.opt, p.how.Origin, p.how.Test)
}

func (p *passed) ureport() ([]byte, error) { return export.UReport(p.crash, p.opt) }

// bundle is all that is known of the crash, with the console's bytes.
func (p *passed) bundle() ([]byte, error) {
	raw, err := p.raw()
	if err != nil {
		return nil, err
	}
	if p.hide != nil {
		p.hide.Text(string(raw)) // what it tells of whom is known before anything is written
		raw = []byte(p.hide.Text(string(raw)))
	}
	list := []export.File{
		{Name: "build-ids.txt", Data: []byte(export.BuildIDs(p.crash))},
		{Name: "report.html", Data: []byte(export.HTML(p.crash, p.opt))},
		{Name: "report.json", Data: export.AppendJSON(nil, p.crash, p.opt)},
		{Name: "report.md", Data: []byte(export.Markdown(p.crash, p.opt))},
		{Name: "report.txt", Data: []byte(export.Text(p.crash, p.opt))},
	}
	if !p.opt.NoRaw {
		file := export.File{Name: "raw.log", Data: raw}
		if p.how.Strip {
			file = export.File{Name: ledger.TextFile, Data: ledger.Text(raw)}
		}
		list = append(list, file)
	}
	if notes := p.opt.Notes; notes != "" {
		if p.hide != nil {
			notes = p.hide.Text(notes)
		}
		list = append(list, export.File{Name: "notes.md", Data: []byte(notes + "\n")})
	}
	return export.Bundle(export.BundleName(p.crash), p.crash.Seen, list)
}

// oneOf are the keys of a table in words.
func oneOf[V any](table map[string]V) string {
	var names []string
	for n := range table {
		names = append(names, n)
	}
	slices.Sort(names)
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
