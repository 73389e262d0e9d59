package headless

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"time"

	"oopscope/console/config"
)

// ScanFlags reads the options of a scan off the command line. An error is a
// usage error.
func ScanFlags(cmd *config.Command) (opt ScanOptions, err error) {
	opt = ScanOptions{Format: format(cmd), NoRaw: cmd.Has("no-raw"), FailOnCrash: cmd.Has("fail-on-crash")}
	for _, v := range cmd.All("trace") {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			return opt, fmt.Errorf("--trace %q: give the number of a line, the first is 1", v)
		}
		opt.Trace = append(opt.Trace, n)
	}
	return opt, nil
}

// WatchFlags reads the options of a watch off the command line. An error is a
// usage error.
func WatchFlags(cmd *config.Command, out, errs io.Writer) (opt WatchOptions, err error) {
	opt = WatchOptions{
		Format: format(cmd), NoRaw: cmd.Has("no-raw"), FailOnCrash: cmd.Has("fail-on-crash"),
		Send: cmd.All("send"), Out: out, Err: errs,
	}
	if v := cmd.Last("timeout"); v != "" {
		if opt.Timeout, err = time.ParseDuration(v); err != nil || opt.Timeout <= 0 {
			return opt, fmt.Errorf("--timeout %q: give a time like 90s or 10m", v)
		}
	}
	if opt.Expect, err = patterns(cmd, "expect"); err != nil {
		return opt, err
	}
	if opt.FailOn, err = patterns(cmd, "fail-on"); err != nil {
		return opt, err
	}
	opt.Script, err = planOf(cmd)
	return opt, err
}

func patterns(cmd *config.Command, flag string) (out []*regexp.Regexp, err error) {
	for _, v := range cmd.All(flag) {
		re, err := regexp.Compile(v)
		if err != nil {
			return nil, fmt.Errorf("--%s: %w", flag, err)
		}
		out = append(out, re)
	}
	return out, nil
}
