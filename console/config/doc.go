// Package config turns a command line, the environment and config.toml into
// one set of settings: what stands on the command line wins over the
// environment (OOPSCOPE_BAUD …), which wins over the profile, which wins over
// the [default] table of config.toml.
//
//	[default]
//	baud = 115200
//
//	[profile.beagle]
//	port = "/dev/serial/by-id/usb-FTDI_TTL232R-3V3_FTBJ7K-if00-port0"
//	vmlinux = "~/kernel/vmlinux"
//	modules = "~/kernel"
package config

import (
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

// Settings are all settings, from wherever they came.
type Settings struct {
	Profile       string        // name of the profile in use, "" for none
	Matched       string        // the port argument that the profile's pattern matched
	Unread        string        // why config.toml was passed over, "" when it was not
	Port          string        // the profile's port, when the command line names none
	Wire          link.Line     // how the bytes are put on the line
	Terminal      link.Terminal // what is done with bytes between the person and the line
	AtOpen        string        // how DTR and RTS are driven then, "" for not at all
	AfterCrash    string        // the recipe as it is written
	AfterHere     bool          // and the command line gave it
	Board         *Board        // the bench around the line; nil when nothing is said of it
	Wait          bool          // for a device that is not there yet
	SilentAfter   time.Duration // how long a board may owe a word; 0 learns it, below 0 for ever
	Prefix        *parse.Prefix // what stands in front of the kernel's lines, nil when nobody said
	KeepRecords   int64         // bytes that all records may take before the oldest go; 0 for any
	Rotate        int64         // bytes after which a record goes on in another file; 0 for never
	Record        string        // "" for the usual place, "off", or a file
	Vmlinux       string
	Modules       string
	SystemMap     string
	Source        string // directories, as in PATH
	Debuginfod    bool   // symbols may be fetched from the servers that DEBUGINFOD_URLS names
	SymbolCacheMB int    // megabytes of unpacked symbols that are kept on disk; 0 keeps none
	SymbolMB      int    // megabytes that files with symbols may unpack to; 0 is the usual bound
	UnpackMB      int    // megabytes that a packed capture may unpack to; 0 is the usual bound
	OTLP          string // the collector that export sends to: an address, env, or ""
	Metrics       string // where export lets Prometheus read, "" for nowhere
	Theme         string
	Keymap        string
	Start         string  // typing or normal
	Look          Look    // how the console is read and a crash is told of
	View          bool    // the keyboard of a shared session stays where it is
	Speed         float64 // of the demo board; 1 is real
}
