// Package command has the commands that need no screen. Each takes the command line and the
// settings, and returns the exit status.
package command

import (
	"context"
	"os"
	"runtime/debug"
	"time"

	"oopscope/console/config"
	"oopscope/console/ending"
	"oopscope/console/headless"
	"oopscope/console/out"
	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/console/thrift"
)

// keeping is how long a scan that is done goes on unpacking symbols, so that the next
// one finds them unpacked.
const keeping = 3 * time.Second

// Answered answers what needs no settings, also where config.toml has a mistake.
func Answered(cmd *config.Command) (status int, ok bool) {
	switch {
	case cmd.Name == "help":
		return headless.Help(append(cmd.Args, "")[0], out.Stdout, out.Stderr), true
	case cmd.Has("version"):
		out.Line(out.Stdout, "%s", config.Version())
		return headless.Done, true
	case cmd.Name == "man":
		return headless.Man(out.Stdout, out.Stderr), true
	case cmd.Name == "completion":
		return headless.Completion(cmd.Args[0], port.Local(), config.Profiles(config.Path()), out.Stdout, out.Stderr), true
	case cmd.Name == "ports":
		return headless.Ports(port.Local(), cmd.Has("json"), out.Stdout, out.Stderr), true
	case cmd.Name == "classes":
		return headless.Classes(out.Stdout, out.Stderr), true
	case cmd.Name == "rules":
		return headless.Rules(out.Stdout, out.Stderr), true
	case cmd.Name == "explain":
		return headless.Explain(cmd.Args[0], out.Stdout, out.Stderr), true
	case cmd.Name == "torture":
		return Torture(cmd), true
	case cmd.Name == "verify":
		return headless.Verify(cmd.Args[0], out.Stdout, out.Stderr), true
	}
	return 0, false
}

// Scan decodes the crashes of captures.
func Scan(cmd *config.Command, set config.Settings) int {
	opt, err := headless.ScanFlags(cmd)
	if err != nil {
		return Usage(err)
	}
	locator, err := headless.Locate(set, out.Stderr)
	if err != nil {
		return Failed(err)
	}
	defer locator.Close(keeping)
	opt.Resolve = locator.Resolve
	opt.Colour = out.Colours()
	opt.UnpackLimit = int64(set.UnpackMB) << 20
	opt.Stdin, opt.Out, opt.Err = os.Stdin, out.Stdout, out.Stderr
	opt.Prefixes = given(set)
	go thrift.HandBack() // by the core that has nothing to do yet
	return headless.Scan(cmd.Args, opt)
}

// Report writes one crash down to be passed on.
func Report(cmd *config.Command, set config.Settings) int {
	opt, err := headless.ReportFlags(cmd)
	opt.Strip = set.Look.Strip
	if err != nil {
		return Usage(err)
	}
	locator, err := headless.Locate(set, out.Stderr)
	if err != nil {
		return Failed(err)
	}
	defer locator.Close(0)
	opt.Bytes = out.Bytes()
	opt.Dir, _ = record.Dir() // without one a crash is named by its path
	opt.Resolve, opt.UnpackLimit = locator.Resolve, int64(set.UnpackMB)<<20
	opt.Stdin, opt.Out, opt.Err = os.Stdin, out.Stdout, out.Stderr
	opt.Prefixes = given(set)
	return headless.Report(cmd.Args[0], opt)
}

// Ledger answers what is asked of the crashes of all sessions.
func Ledger(cmd *config.Command, set config.Settings) int {
	dir, err := record.Dir()
	if err != nil {
		return Failed(err)
	}
	debug.SetGCPercent(400) // it reads, answers and ends
	return headless.Ledger(cmd.Args, headless.LedgerOptions{
		Dir: dir, JSON: cmd.Has("json"), Width: out.Width(100), Now: time.Now(), UnpackLimit: int64(set.UnpackMB) << 20,
		Out: out.Stdout, Err: out.Stderr,
	})
}

// Compare tells what differs between two captures.
func Compare(cmd *config.Command, set config.Settings) int {
	opt, err := headless.CompareFlags(cmd)
	if err != nil {
		return headless.Verdict(cmd.Last("bad"), Usage(err))
	}
	if opt.Dir, err = record.Dir(); err != nil {
		return headless.Verdict(cmd.Last("bad"), Failed(err))
	}
	opt.Now, opt.Width, opt.UnpackLimit = time.Now(), out.Width(80), int64(set.UnpackMB)<<20
	opt.Stdin, opt.Out, opt.Err = os.Stdin, out.Stdout, out.Stderr
	opt.Prefixes = given(set)
	return headless.Compare(cmd.Args, opt)
}

// Repro makes a board crash again and again, and counts.
func Repro(cmd *config.Command, set config.Settings) int {
	dir, err := record.Dir()
	if err != nil {
		return Failed(err)
	}
	name, err := set.Target(cmd)
	if err != nil {
		return Usage(err)
	}
	opt, err := headless.ReproFlags(cmd, name, dir, out.Stdout, out.Stderr)
	if err == nil {
		err = Lacks(set, opt.Plan.Steps)
	}
	if err != nil {
		return Usage(err)
	}
	locator, err := headless.Locate(KnowingDemo(cmd, set, name), out.Stderr)
	if err != nil {
		return Failed(err)
	}
	defer locator.Close(0)
	opt.Resolve, opt.Booted, opt.Progress = locator.Resolve, locator.Booted, out.Progress()
	e := ending.Attend()
	opt.Ended = e.InOrder
	m := memoryOf(set, name)
	opt.Known, opt.Remark, opt.After, opt.Tools = m.known, m.remark, m.after, m.tools
	return headlessly(e, set, name, m, func(ctx context.Context, open headless.Opener) int {
		return headless.Repro(ctx, open, opt)
	})
}
