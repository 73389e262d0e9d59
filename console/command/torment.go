package command

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"oopscope/console/config"
	"oopscope/console/headless"
	"oopscope/console/out"
	"oopscope/console/torture"
)

// trialTime is how long each trial goes on when nobody says.
const trialTime = "10s"

// Torture tries the guarantees on this very program, and prints what was held.
func Torture(cmd *config.Command) int {
	trials, err := torture.Find(cmd.Args)
	if err != nil {
		return Usage(err)
	}
	each, err := time.ParseDuration(cmp.Or(cmd.Last("for"), trialTime))
	if err != nil || each <= 0 {
		return Usage(fmt.Errorf("--for %q is no length of time: give 30s or 10m", cmd.Last("for")))
	}
	path, err := os.Executable()
	if err != nil {
		return Failed(err)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer cancel()
	var results []torture.Result
	status := headless.Done
	for i := range trials {
		t := &trials[i]
		out.Line(out.Stderr, "oopscope: %s: %s", t.Name, t.Does)
		r := t.Run(ctx, torture.Options{Path: path, For: each})
		if ctx.Err() != nil {
			status = headless.Failed
			break
		}
		if results = append(results, r); r.Err != nil {
			status = headless.Failed
		}
	}
	torture.Print(out.Stdout, results)
	return status
}
