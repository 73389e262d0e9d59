package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"oopscope/console/attach"
	"oopscope/console/config"
	"oopscope/console/out"
	"oopscope/console/protocol"
)

// Exporter is the program that has the libraries of OpenTelemetry and Prometheus, so that
// this one does not begin with them.
const Exporter = "oopscope-export"

// Export gives what a session meets, or standard input, to the exporter, and returns its exit
// status.
func Export(cmd *config.Command, set config.Settings) int {
	target, err := set.Target(cmd)
	if err != nil {
		return Usage(err)
	}
	path, err := findExporter()
	if err != nil {
		return Failed(err)
	}
	child := exec.Command(path, exporterArgs(cmd, set, target)...)
	out.Hand(child)
	if target == "-" {
		return outcome(child, func() {})
	}
	if target == "" {
		switch c, err := attach.Find(context.Background(), ""); {
		case err == nil:
			c.Close()
		case !errors.Is(err, attach.ErrNobody): // there are several
			return Failed(err)
		}
	}
	child.Stdin = nil
	to, err := child.StdinPipe()
	if err != nil {
		return Failed(err)
	}
	life, end := context.WithCancel(context.Background())
	defer end()
	go relay(life, to, target)
	return outcome(child, end)
}

func exporterArgs(cmd *config.Command, set config.Settings, target string) (args []string) {
	give := func(name, value string) {
		if value != "" {
			args = append(args, "--"+name, value)
		}
	}
	give("otlp", set.OTLP)
	give("metrics", set.Metrics)
	if cmd.Has("metrics-public") {
		args = append(args, "--metrics-public")
	}
	if target != "-" {
		give("port", target)
	}
	return args
}

// findExporter looks beside this program, then where programs are.
func findExporter() (string, error) {
	name := Exporter
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if self, err := os.Executable(); err == nil {
		if self, err = filepath.EvalSymlinks(self); err == nil {
			beside := filepath.Join(filepath.Dir(self), name)
			if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
				return beside, nil
			}
		}
	}
	path, err := exec.LookPath(Exporter)
	if err != nil {
		return "", fmt.Errorf("%s, which sends, is neither beside oopscope nor in $PATH; releases have it, and in the source `go install ./console/telemetry/%[1]s` makes it", Exporter)
	}
	return path, nil
}

// outcome runs the exporter to its end, which a signal brings sooner: end stops what it
// reads, and it sends what waits.
func outcome(child *exec.Cmd, end func()) int {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	if err := child.Start(); err != nil {
		return Failed(fmt.Errorf("%s did not begin: %w", child.Path, err))
	}
	over := make(chan struct{})
	go func() {
		for {
			select {
			case s := <-signals:
				end()
				_ = child.Process.Signal(s) // it may have got it from the terminal; twice does no harm
			case <-over:
				return
			}
		}
	}()
	err := child.Wait()
	close(over)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() < 0 {
		return Failed(fmt.Errorf("%s ended by itself: %w; what had not been sent is lost, the record is not", Exporter, err))
	}
	return child.ProcessState.ExitCode()
}

// relay writes what the sessions of a port say, one after the other. Of one that began while
// it was waited for, nothing is left out.
func relay(ctx context.Context, to io.WriteCloser, target string) {
	defer to.Close()
	words := json.NewEncoder(to)
	for waited := false; ; waited = true {
		c, _ := attach.Find(ctx, target)
		if c == nil {
			if words.Encode(protocol.Message{Event: "over"}) != nil {
				return
			}
			waited = true
			if c = awaited(ctx, target); c == nil {
				return
			}
		}
		if listen(ctx, c, to, waited) != nil || ctx.Err() != nil {
			return
		}
	}
}

// listen writes what one session says, until one of the two goes.
func listen(ctx context.Context, c *attach.Client, to io.Writer, all bool) error {
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	defer c.Close()
	hello := c.Hello()
	if err := json.NewEncoder(to).Encode(protocol.Message{Event: "hello", Hello: &hello}); err != nil {
		return err
	}
	return c.Relay(to, all, "crash", "boot", "gap")
}

// again is how often is looked for a session that is not there.
const again = 250 * time.Millisecond

// awaited is the next session of a port; nil when ctx ends first.
func awaited(ctx context.Context, target string) *attach.Client {
	for {
		select {
		case <-time.After(again):
		case <-ctx.Done():
			return nil
		}
		if c, err := attach.Find(ctx, target); err == nil {
			return c
		}
	}
}
