package main

import (
	"context"
	"os"
	"runtime/debug"
	"time"

	"oopscope/console/config"
	"oopscope/console/headless"
	"oopscope/console/out"
	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/parse"
)

// answered answers what needs no settings, also where config.toml has a mistake.
func answered(cmd *config.Command) (status int, ok bool) {
	switch {
	case cmd.Name == "help":
		return headless.Help(out.Stdout, out.Stderr), true
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
	case cmd.Name == "verify":
		return headless.Verify(cmd.Args[0], out.Stdout, out.Stderr), true
	}
	return 0, false
}

func scan(cmd *config.Command, set config.Settings) int {
	opt, err := headless.ScanFlags(cmd)
	if err != nil {
		return usage(err)
	}
	locator, err := headless.Locate(set, out.Stderr)
	if err != nil {
		return failed(err)
	}
	defer locator.Close(keeping)
	opt.Resolve = locator.Resolve
	opt.Colour = out.Colours()
	opt.UnpackLimit = int64(set.UnpackMB) << 20
	opt.Stdin, opt.Out, opt.Err = os.Stdin, out.Stdout, out.Stderr
	if set.Prefix != nil {
		opt.Prefixes = []*parse.Prefix{set.Prefix}
	}
	handBack()
	return headless.Scan(cmd.Args, opt)
}

// passOn writes one crash down to be passed on.
func passOn(cmd *config.Command, set config.Settings) int {
	opt, err := headless.ReportFlags(cmd)
	if err != nil {
		return usage(err)
	}
	locator, err := headless.Locate(set, out.Stderr)
	if err != nil {
		return failed(err)
	}
	defer locator.Close(0)
	opt.Bytes = out.Bytes()
	opt.Dir, _ = record.Dir() // without one a crash is named by its path
	opt.Resolve, opt.UnpackLimit = locator.Resolve, int64(set.UnpackMB)<<20
	opt.Stdin, opt.Out, opt.Err = os.Stdin, out.Stdout, out.Stderr
	if set.Prefix != nil {
		opt.Prefixes = []*parse.Prefix{set.Prefix}
	}
	return headless.Report(cmd.Args[0], opt)
}

// recollect answers what is asked of the crashes of all sessions.
func recollect(cmd *config.Command, set config.Settings) int {
	dir, err := record.Dir()
	if err != nil {
		return failed(err)
	}
	debug.SetGCPercent(400) // it reads, answers and ends
	return headless.Ledger(cmd.Args, headless.LedgerOptions{
		Dir: dir, JSON: cmd.Has("json"), Width: out.Width(100), Now: time.Now(), UnpackLimit: int64(set.UnpackMB) << 20,
		Out: out.Stdout, Err: out.Stderr,
	})
}

// contrast tells what differs between two captures.
func contrast(cmd *config.Command, set config.Settings) int {
	opt, err := headless.CompareFlags(cmd)
	if err != nil {
		return headless.Verdict(cmd.Last("bad"), usage(err))
	}
	if opt.Dir, err = record.Dir(); err != nil {
		return headless.Verdict(cmd.Last("bad"), failed(err))
	}
	opt.Now, opt.Width, opt.UnpackLimit = time.Now(), out.Width(80), int64(set.UnpackMB)<<20
	opt.Stdin, opt.Out, opt.Err = os.Stdin, out.Stdout, out.Stderr
	if set.Prefix != nil {
		opt.Prefixes = []*parse.Prefix{set.Prefix}
	}
	return headless.Compare(cmd.Args, opt)
}

func watch(cmd *config.Command, set config.Settings) int {
	opt, err := headless.WatchFlags(cmd, out.Stdout, out.Stderr)
	if err != nil {
		return usage(err)
	}
	opt.Colour = out.Colours()
	if opt.Name, err = set.Target(cmd); err != nil {
		return usage(err)
	}
	locator, err := headless.Locate(knowing(cmd, set, opt.Name), out.Stderr)
	if err != nil {
		return failed(err)
	}
	defer locator.Close(0)
	opt.Resolve, opt.Booted = locator.Resolve, locator.Booted
	e := attend()
	opt.Remember = remember(e, set, opt.Name)
	return headlessly(e, set, opt.Name, func(ctx context.Context, open headless.Opener) int {
		return headless.Watch(ctx, open, opt)
	})
}

// reproduce makes a board crash again and again, and counts.
func reproduce(cmd *config.Command, set config.Settings) int {
	dir, err := record.Dir()
	if err != nil {
		return failed(err)
	}
	name, err := set.Target(cmd)
	if err != nil {
		return usage(err)
	}
	opt, err := headless.ReproFlags(cmd, name, dir, out.Stdout, out.Stderr)
	if err != nil {
		return usage(err)
	}
	locator, err := headless.Locate(knowing(cmd, set, name), out.Stderr)
	if err != nil {
		return failed(err)
	}
	defer locator.Close(0)
	opt.Resolve, opt.Booted, opt.Progress = locator.Resolve, locator.Booted, out.Progress()
	e := attend()
	opt.Remember, opt.Remark = memory(e, set, name)
	return headlessly(e, set, name, func(ctx context.Context, open headless.Opener) int {
		return headless.Repro(ctx, open, opt)
	})
}
