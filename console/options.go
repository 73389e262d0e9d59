package console

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"oopscope/console/link"
	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/parse"
)

// Options say what a session is about.
type Options struct {
	Spec     string // what port.Open takes
	Settings port.Settings
	Record   string // a file to append the raw capture to, "off", or "" for a new one in Dir
	Dir      string // where new captures go; "" for record.Dir
	Wait     bool   // for a device that is not there yet
	Named    bool   // whether a person called Spec a port, so that any path is a device's

	Quiet    time.Duration   // how long a board may owe a word before it is called silent; 0 learns it, below 0 for ever
	Prefixes []*parse.Prefix // of the kernel's lines, as a person said or as they were learnt of this line before

	// Scroll has lines that came before read back by Session.Scroll; Next brings
	// the newest only, as many as a screen may show.
	Scroll bool

	Rotate int64 // bytes after which a record goes on in another file; 0 for never

	Keep int64 // bytes that the records in Dir may take before the oldest go; 0 for any

	// Resume goes on with Record, which an earlier session left: what it holds is
	// the beginning of this one. For lines of one board.
	Resume bool

	Terminal link.Terminal // what is done with bytes between the person and the line

	Decode func(parse.Options) Decoder // makes a decoder; nil for parse.New

	View bool // of a line that another process owns: nobody wants to type

	Filed bool // what is found is kept for [Session.File], which is called

	// Open opens the line; nil for port.Open.
	Open func(ctx context.Context, spec string, s port.Settings) (port.Port, error)
}

// A Decoder makes lines and crashes of bytes: what package parse has.
type Decoder interface {
	Feed(b []byte, now time.Time) parse.Batch
	Typed(b []byte, now time.Time)
	Idle(now time.Time) parse.Batch
	Away()
	Gap(length time.Duration, reason string, now time.Time) parse.Batch
	Skip(n int64, reason string, now time.Time) parse.Batch
	Close() parse.Batch
	SetSender(name string)
	Busy() bool
}

// openPort opens the port, or, when it is one to be waited for, what stands for it.
func (o *Options) openPort(ctx context.Context) (p port.Port, absent bool, err error) {
	p, err = o.Open(ctx, o.Spec, o.Settings)
	if err == nil || !o.Wait {
		return p, false, err
	}
	device, absent := port.MayCome(o.Spec, o.Named, err)
	if absent {
		return port.Absent(device, o.Settings), true, nil
	}
	return nil, false, err
}

// begin starts the capture that the options ask for. What is a file already
// is only recorded when a person says so, and never to itself: reading it
// would not end before the disk is full.
func begin(o Options, info port.Info) (*record.Record, error) {
	switch {
	case info.Kind == port.KindShared: // another process records
		return nil, nil
	case o.Resume && info.Live:
		return rotated(o, filepath.Dir(o.Record))(record.Resume(o.Record))
	case o.Record == "off", o.Record == "" && !info.Live, readsOwnRecord(o, info):
		return nil, nil
	case o.Record != "":
		return rotated(o, "")(record.Append(o.Record))
	}
	dir := o.Dir
	if dir == "" {
		var err error
		if dir, err = record.Dir(); err != nil {
			return nil, err
		}
	}
	return created(o, dir)
}

// rotated has a record go on in another file as the options say. In a folder of ours old ones
// go when a person wants that.
func rotated(o Options, dir string) func(*record.Record, error) (*record.Record, error) {
	return func(r *record.Record, err error) (*record.Record, error) {
		if err == nil {
			r.Rotate(o.Rotate, func() {
				if o.Keep > 0 && dir != "" {
					go record.Retain(dir, o.Keep)
				}
			})
		}
		return r, err
	}
}

// readsOwnRecord tells whether the input is the very file to record to.
func readsOwnRecord(o Options, info port.Info) bool {
	var in os.FileInfo
	var err error
	switch info.Kind {
	case port.KindFile:
		in, err = os.Stat(o.Spec)
	case port.KindStdin:
		in, err = os.Stdin.Stat()
	default:
		return false
	}
	out, err2 := os.Stat(o.Record)
	return err == nil && err2 == nil && os.SameFile(in, out)
}

// created begins a new record, and takes old ones away when a person wants that.
func created(o Options, dir string) (*record.Record, error) {
	r, err := rotated(o, dir)(record.Create(dir, o.Spec, time.Now()))
	if err == nil && o.Keep > 0 {
		go record.Retain(dir, o.Keep) // the disk may take its time; what stays is tried again the next time
	}
	return r, err
}
