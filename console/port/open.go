package port

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"

	"oopscope/console/container"
	"oopscope/console/link"
)

// schemes are the ports that are written as addresses.
var schemes = []struct {
	prefix  string
	example string // the rest of the address, for the help
	open    func(ctx context.Context, spec, rest string, s Settings) (Port, error)
}{
	{"tcp://", "host:port", openTCP},
	{"telnet://", "host:port", openTelnet},
	{"rfc2217://", "host:port", openRFC2217},
	{"unix:", "/path", openUnix},
	{"udp://", ":6666", openNetconsole},
}

// Addresses are the forms of all ports that are written as addresses.
func Addresses() (forms []string) {
	for _, s := range schemes {
		forms = append(forms, s.prefix+s.example)
	}
	return forms
}

// Open opens a line: a device with or without /dev/ before it, an address
// (tcp://host:port, telnet://, rfc2217://, unix:/path, udp://:6666), "demo", a
// file, or "-" for standard input. The error is an *Error, which says what to
// do, or that of ctx when it ended first: a name server, a connection or a
// driver may take its time. What opens after that is closed again.
func Open(ctx context.Context, spec string, s Settings) (Port, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	type opened struct {
		port Port
		err  error
	}
	answer := make(chan opened, 1)
	go func() {
		p, err := open(ctx, spec, s)
		if err == nil {
			err = atOpen(p, s.AtOpen)
		}
		answer <- opened{p, err}
	}()
	select {
	case o := <-answer:
		if err := over(ctx); o.err != nil && err != nil { // it was told to give up, and did
			return nil, err
		}
		return o.port, o.err
	case <-ctx.Done():
		go func() {
			if o := <-answer; o.err == nil {
				o.port.Close()
			}
		}()
		return nil, ctx.Err()
	}
}

// over is ctx.Err(), and knows a moment earlier that the time is over: a
// connection has the same deadline and a timer of its own.
func over(ctx context.Context) error {
	if end, ok := ctx.Deadline(); ok && !time.Now().Before(end) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

func open(ctx context.Context, spec string, s Settings) (Port, error) {
	if err := s.Check(); err != nil {
		return nil, &Error{Port: printable(spec), What: err.Error(), Err: err}
	}
	switch spec {
	case "-":
		return openStdin(os.Stdin, s), nil
	case "demo":
		return openDemo(s)
	}
	if _, err := os.Lstat(spec); finds(spec) && err != nil { // a file of that name is meant
		device, err := Local().find(spec, s.Before)
		if err != nil {
			return nil, err
		}
		return openDevice(device, s)
	}
	for _, scheme := range schemes {
		if rest, ok := strings.CutPrefix(spec, scheme.prefix); ok {
			return scheme.open(ctx, spec, rest, s)
		}
	}
	if com := comDevice(runtime.GOOS, spec); com != "" {
		return openDevice(com, s)
	}
	if _, err := os.Lstat(spec); hostPort.Get().MatchString(spec) && err != nil {
		return openTCP(ctx, "tcp://"+spec, spec, s)
	}
	return openPath(ctx, spec, s)
}

// openPath opens what a path names. A device wins over a file of the same
// bare name: ./ttyUSB0 is the file.
func openPath(ctx context.Context, spec string, s Settings) (Port, error) {
	path := devicePath(spec)
	st, err := os.Stat(path)
	if err != nil {
		return nil, missing(spec, path, s, err)
	}
	switch mode := st.Mode(); {
	case mode&fs.ModeCharDevice != 0 && container.IsKmsg(st):
		return openKmsg(path)
	case mode&fs.ModeCharDevice != 0:
		return openDevice(path, s)
	case mode&fs.ModeSocket != 0:
		return openUnix(ctx, "unix:"+path, path, s)
	case mode&fs.ModeNamedPipe != 0:
		return openPipe(path, s), nil
	}
	return openFile(path, st, s)
}

func missing(spec, path string, s Settings, err error) error {
	if strings.Contains(spec, "://") {
		return &Error{Port: printable(spec), What: "no such kind of address",
			Do: "there is tcp://, telnet://, rfc2217://, unix:/path and udp://:6666", Err: err}
	}
	return advise(printable(spec), path, s, err)
}

// devicePath puts /dev/ before a bare name that is a device there.
func devicePath(spec string) string {
	if runtime.GOOS == "windows" || strings.Contains(spec, "/") {
		return spec
	}
	if st, err := os.Stat("/dev/" + spec); err == nil && st.Mode()&fs.ModeCharDevice != 0 {
		return "/dev/" + spec
	}
	return spec
}

// openDevice opens a serial device and finds the name by which it is known
// again after it was unplugged.
func openDevice(path string, s Settings) (Port, error) {
	if ourTerminal(path) {
		return nil, &Error{Port: printable(path), What: "this is the terminal that oopscope runs in", Do: "name the board's port; oopscope ports lists them"}
	}
	p, err := openSerial(printable(path), path, s)
	if err != nil {
		return nil, err
	}
	p.info.Identity = Local().identity(path)
	if p.info.Identity == path { // udev names what was plugged in just now a moment later
		time.AfterFunc(udevTime, func() {
			if stable := Local().identity(path); !p.closing.Load() {
				p.stable.Store(&stable)
			}
		})
	}
	return p, nil
}

// ourTerminal tells whether a device is the terminal that we stand in: as a board it would
// type to itself, and take the keys away.
func ourTerminal(path string) bool {
	if filepath.Clean(path) == "/dev/tty" {
		return true
	}
	device, err := os.Stat(path)
	if err != nil {
		return false
	}
	keyboard, err := os.Stdin.Stat()
	return err == nil && os.SameFile(device, keyboard) && term.IsTerminal(os.Stdin.Fd()) // it may be /dev/null
}

// udevTime is enough for udev to make its links.
const udevTime = 2 * time.Second

// identity returns the stable name of a device: the adapter's own when it has
// a serial number, else the socket that it sits in. An adapter that comes back
// as ttyUSB1 is then found, and another one that took its number is not
// mistaken for it. A link that a person made is stable already.
func (m System) identity(path string) string {
	if st, err := os.Lstat(path); err != nil || st.Mode()&fs.ModeSymlink != 0 {
		return path
	}
	dev, err := filepath.EvalSymlinks(filepath.Join(m.Sys, "class", "tty", filepath.Base(path), "device"))
	if err != nil {
		return path
	}
	kind := "by-path"
	if usb := m.parentWith(dev, "idVendor"); usb != "" {
		if serial, _ := attribute(usb, "serial"); serial != "" {
			kind = "by-id"
		}
	}
	if link := m.links(kind)[path]; link != "" {
		return link
	}
	return path
}

// atOpen drives the modem lines of an adapter that was opened: the system raises both, which
// resets some boards, or holds them. What has no lines of its own is left alone.
func atOpen(p Port, text string) (err error) {
	w, wired := p.(Wired)
	info := p.Info()
	if text == "" || !wired || info.Kind != KindSerial && info.Kind != KindPty {
		return nil
	}
	pulse, err := link.ParsePulse("at-open", text)
	for _, step := range pulse.Steps {
		if err != nil {
			break
		}
		if step.Line == "" {
			time.Sleep(step.Wait)
			continue
		}
		err = w.Assert(step.Line, step.On)
	}
	if err != nil {
		p.Close()
		return &Error{Port: info.Name, What: "does not take " + text + ": " + err.Error(), Do: "leave at-open out", Err: err}
	}
	return nil
}
