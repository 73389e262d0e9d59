package headless

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"oopscope/console/ledger"
	"oopscope/console/ledger/said"
	"oopscope/console/link"
	"oopscope/console/link/recall"
	"oopscope/console/out"
)

// LedgerOptions set up what is asked of the ledger.
type LedgerOptions struct {
	Dir         string // of oopscope's own files
	JSON        bool
	Width       int       // of the terminal
	Now         time.Time // for how dates are written
	UnpackLimit int64     // see [ScanOptions]
	Out, Err    io.Writer
}

const ledgerHelp = `oopscope ledger [WORDS]             every signature that crashed in any session, the last one first
oopscope ledger show SIGNATURE      one of them: when, where, by which kernels, what was said of it
oopscope ledger boots [WORDS]       the boots, each a strip, with a letter for each crash
oopscope ledger trouble [WORDS]     what is no crash, by the shape of the message
oopscope ledger import [FILES]      enters the crashes of captures, none of them twice; without FILES
                                    those of the records in the state directory
oopscope ledger note SIGNATURE TEXT
oopscope ledger status SIGNATURE new | known | fixed [in VERSION] | ignore
oopscope ledger tags SIGNATURE [TAGS]

WORDS are text in a title, a signature or a note, or kernel:, board:, class:, tag:, status:, errno:
with what to look for there, or since: with a day (2026-11-20) or an age (7d); a ! in front turns one
around. A SIGNATURE may be shortened. --json prints an object a line.
`

// Ledger answers what is asked of the ledger, and returns the exit status.
func Ledger(args []string, opt LedgerOptions) int {
	a := &asked{opt: &opt, store: ledger.Open(opt.Dir)}
	name := "list"
	if len(args) > 0 && ledgerCommands[args[0]] != nil {
		name, args = args[0], args[1:]
	}
	err := ledgerCommands[name](a, args)
	switch {
	case errors.Is(err, errOutput):
		return outputStatus(err, opt.Err)
	case errors.As(err, new(wrongUse)):
		out.Complain(opt.Err, err)
		return Usage
	case err != nil:
		out.Complain(opt.Err, err)
		return Failed
	}
	return a.status
}

// asked is one question.
type asked struct {
	opt    *LedgerOptions
	store  *ledger.Ledger
	status int
}

// wrongUse is a command line that makes no sense.
type wrongUse struct{ error }

var ledgerCommands map[string]func(*asked, []string) error

func init() {
	ledgerCommands = map[string]func(*asked, []string) error{
		"list": (*asked).list, "show": (*asked).show, "boots": (*asked).boots, "trouble": (*asked).trouble, "import": (*asked).take,
		"note":   func(a *asked, args []string) error { return a.say(said.Note, args) },
		"status": func(a *asked, args []string) error { return a.say(said.Status, args) },
		"tags":   func(a *asked, args []string) error { return a.say(said.Tags, args) },
		"help":   func(a *asked, _ []string) error { return a.print(ledgerHelp) },
	}
}

func (a *asked) print(text string) error {
	if _, err := io.WriteString(a.opt.Out, text); err != nil {
		return unwritten(err)
	}
	return nil
}

// groups returns the signatures of a kind that are asked for.
func (a *asked) groups(kind string, words []string) (shown []link.Group, ignored int, err error) {
	f, err := recall.ParseFilter(words, a.opt.Now)
	if err != nil {
		return nil, 0, wrongUse{err}
	}
	all, err := a.store.Groups(kind)
	shown, ignored = f.Of(all)
	return shown, ignored, err
}

// one finds the signature that a person means.
func (a *asked) one(args []string) (g link.Group, rest []string, err error) {
	if len(args) == 0 {
		return g, nil, wrongUse{errors.New("which crash? Give its signature; `oopscope ledger` lists them")}
	}
	var found []link.Group
	for _, kind := range []string{link.ACrash, link.ATrouble} {
		all, e := a.store.Groups(kind)
		if e != nil {
			return g, nil, e
		}
		for _, g := range all {
			if strings.HasPrefix(g.Key, args[0]) {
				found = append(found, g)
			}
		}
	}
	if at := slices.IndexFunc(found, func(g link.Group) bool { return g.Key == args[0] }); at >= 0 {
		return found[at], args[1:], nil
	}
	switch len(found) {
	case 0:
		return g, nil, fmt.Errorf("no crash has the signature %s; `oopscope ledger` lists those that there are", args[0])
	case 1:
		return found[0], args[1:], nil
	}
	return g, nil, fmt.Errorf("%d signatures begin with %s: %s and others; give more of it", len(found), args[0], found[0].Key)
}

// say keeps what a person says of a signature.
func (a *asked) say(what string, args []string) error {
	g, rest, err := a.one(args)
	if err != nil {
		return err
	}
	words := strings.Join(rest, " ")
	if words == "-" && what == said.Note {
		text, err := io.ReadAll(io.LimitReader(os.Stdin, 1<<20))
		if err != nil {
			return err
		}
		words = string(text)
	}
	if err := a.store.Say(g.Key, what, words); err != nil {
		if link.IsNonsense(err) {
			return wrongUse{err}
		}
		return err
	}
	return nil
}
