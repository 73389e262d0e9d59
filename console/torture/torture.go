// Package torture tries what docs/guarantees.md promises on the program itself: it starts
// oopscope on pseudo-terminals, pipes and folders of its own, treats it as badly as boards,
// disks, cables, signals and people do, and compares what the board sent with what was
// recorded, byte for byte. No hardware is needed, and nothing of the user's is touched.
package torture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

// A Trial tries one guarantee, round after round.
type Trial struct {
	Name      string
	Guarantee string // what it holds, in a sentence
	Does      string // what is done to the program
}

// errNoSystem is the error of a system that the trials do not run on.
var errNoSystem = errors.New("torture needs pseudo-terminals and /proc, as Linux has them")

// Find returns the trials of these names, all for none.
func Find(names []string) (list []Trial, err error) {
	if len(names) == 0 {
		return Trials, nil
	}
	for _, name := range names {
		found := false
		for _, t := range Trials {
			if t.Name == name {
				list, found = append(list, t), true
			}
		}
		if !found {
			return nil, fmt.Errorf("there is no trial %q; there are %s", name, strings.Join(Names(), ", "))
		}
	}
	return list, nil
}

// Names lists the trials in their order.
func Names() (names []string) {
	for _, t := range Trials {
		names = append(names, t.Name)
	}
	return names
}

// Run tries one guarantee until its time is over, ctx ends, or it does not hold.
func (t *Trial) Run(ctx context.Context, o Options) Result {
	r := Result{Name: t.Name}
	began := time.Now()
	until := began.Add(o.For)
	for more := true; more && r.Err == nil && ctx.Err() == nil; {
		r.Err = t.once(ctx, o, until, &r)
		more = time.Now().Before(until) && (o.Rounds == 0 || r.Rounds < o.Rounds)
	}
	r.Took = time.Since(began)
	if r.Err == nil && r.Rounds == 0 {
		r.Err = errors.New("not one round was ended")
	}
	return r
}

// once runs one round in a folder of its own.
func (t *Trial) once(ctx context.Context, o Options, until time.Time, result *Result) error {
	try := rounds[t.Name]
	if try == nil {
		return errNoSystem
	}
	dir, err := os.MkdirTemp("", "oops") // short: the path of a socket has a bound
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	r := &round{Context: ctx, Options: o, n: result.Rounds, dir: dir, until: until, result: result}
	defer r.endFrom(0)
	if err := try(r); err != nil {
		return err
	}
	result.Rounds++
	return nil
}

// Print writes the results as a table.
func Print(w io.Writer, results []Result) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "trial\trounds\tbytes\ttook\tto end\tpeak\t held")
	for _, r := range results {
		held := " yes"
		if r.Err != nil {
			held = " NO"
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t%.1f s\t%s\t%s\t%s\n", r.Name, r.Rounds, r.Bytes, r.Took.Seconds(), seconds(r.End), mib(r.Peak), held)
	}
	t.Flush()
	for _, r := range results {
		if r.Err != nil {
			fmt.Fprintf(w, "%s: %s\n", r.Name, strings.ReplaceAll(r.Err.Error(), "\n", " "))
		}
	}
}

func seconds(d time.Duration) string {
	if d == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

func mib(n int64) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20))
}
