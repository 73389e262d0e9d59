// Command oopscope-export carries crashes, trouble and boots to OpenTelemetry and Prometheus.
// `oopscope export` begins it, and gives it what a session says; by itself it reads the same
// JSON lines from standard input. It is a program of its own because of the libraries it
// takes: see package telemetry.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/go-logr/logr/funcr"
	"go.opentelemetry.io/otel"

	"oopscope/console/config"
	"oopscope/console/out"
	"oopscope/console/telemetry"
)

// Exit statuses, as those of oopscope.
const (
	done   = 0
	failed = 1 // something was dropped, or could not be read
	usage  = 2
)

// name is what this program is called.
const name = "oopscope-export"

// errVersion asks for no more than the version.
var errVersion = errors.New("the version is asked for")

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	opt, err := options(args)
	if errors.Is(err, errVersion) {
		out.Line(out.Stdout, "%s %s", name, opt.Version)
		return done
	}
	if errors.Is(err, flag.ErrHelp) {
		out.Line(out.Stderr, "`oopscope export -h` and `oopscope man` have the flags")
		return done
	}
	if err != nil {
		out.Complain(out.Stderr, err)
		return usage
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer cancel()
	status := out.NewStatus(out.Progress(), out.Stderr)
	defer status.Leave()
	opt.Tell = func(message string) { status.Say("%s", message) }
	heed(opt.Tell)
	e, err := telemetry.New(ctx, opt)
	if err != nil {
		opt.Tell(err.Error())
		return failed
	}
	if at := e.Page(); at != "" {
		opt.Tell("Prometheus reads " + at)
	}
	read := make(chan error, 1)
	go func() { read <- e.Read(ctx, os.Stdin) }()
	err = watch(ctx, e, status, read)
	return end(e, status, err)
}

// options reads the flags; an error is one of usage.
func options(args []string) (opt telemetry.Options, err error) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	otlp := flags.String("otlp", "", "")
	flags.StringVar(&opt.Metrics, "metrics", "", "")
	flags.BoolVar(&opt.Public, "metrics-public", false, "")
	flags.StringVar(&opt.Port, "port", "", "")
	version := flags.Bool("version", false, "")
	opt.Version = strings.TrimPrefix(config.Version(), "oopscope ")
	if err := flags.Parse(args); err != nil {
		return opt, err
	}
	switch {
	case *version:
		return opt, errVersion
	case flags.NArg() > 0:
		return opt, fmt.Errorf("%q is too much: it reads standard input; `oopscope export PORT` reads a session", flags.Arg(0))
	case *otlp == "" && opt.Metrics == "":
		return opt, errors.New("export to what? Give --otlp URL, --metrics ADDRESS, or both")
	case *otlp != "":
		opt.OTLP = true
		opt.To, err = collector(*otlp)
	}
	return opt, err
}

// endpoints are the variables by which OpenTelemetry's libraries are told where to send to.
const (
	endpoint        = "OTEL_EXPORTER_OTLP_ENDPOINT"
	logsEndpoint    = "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"
	metricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"
)

// fromEnvironment is the value of --otlp that leaves the address to the environment.
const fromEnvironment = "env"

// collector settles where is sent to, and returns that for people. The libraries read it from
// the environment, with all else that the specification lets stand there: headers,
// certificates, compression, timeouts.
func collector(given string) (name string, err error) {
	address := given
	if given == fromEnvironment {
		if address = os.Getenv(endpoint); address == "" {
			return "", fmt.Errorf("--otlp env: %s is not set", endpoint)
		}
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("--otlp %s is no address of a collector; write http://HOST:4318 (OTLP over HTTP), or env", given)
	}
	if u.User != nil { // the libraries would leave it out without a word
		return "", fmt.Errorf("%s: a name and a password are not sent from there; set OTEL_EXPORTER_OTLP_HEADERS=\"authorization=Basic%%20BASE64\"", u.Redacted())
	}
	if given != fromEnvironment {
		os.Setenv(endpoint, address)
		os.Unsetenv(logsEndpoint)
		os.Unsetenv(metricsEndpoint)
	}
	return "the collector " + u.String(), nil
}

// heed has what OpenTelemetry's libraries complain of told; they would print it past the door.
func heed(tell func(string)) {
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { tell(err.Error()) }))
	otel.SetLogger(funcr.New(func(_, args string) { tell(args) }, funcr.Options{}))
}

// watch shows how far it is until all is read, or somebody ends it.
func watch(ctx context.Context, e *telemetry.Exporter, status *out.Status, read <-chan error) error {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	shown := telemetry.Totals{Sent: -1}
	for {
		select {
		case err := <-read:
			return err
		case <-ctx.Done():
			return io.EOF // asked for
		case <-tick.C:
			if t := e.Totals(); t != shown {
				status.Show(t.String())
				shown = t
			}
		}
	}
}

// end sends what waits, and says what became of all.
func end(e *telemetry.Exporter, status *out.Status, err error) int {
	e.Close()
	status.Leave()
	t := e.Totals()
	status.Say("%s", t)
	switch {
	case !errors.Is(err, io.EOF):
		status.Say("standard input cannot be read: %v", err)
		return failed
	case t.Dropped > 0, t.Unread > 0:
		return failed
	}
	return done
}
