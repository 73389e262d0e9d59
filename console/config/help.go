package config

import (
	"fmt"
	"strings"

	"oopscope/console/port"
)

const synopsis = `oopscope decodes Linux kernel crashes live beside the serial console.

  oopscope                   choose a serial port
  oopscope PORT              watch a console: a device (/dev/ttyUSB0, ttyUSB0), a profile, or
                             %s
  oopscope FILE | -          the same screen on a capture, or on standard input
  oopscope --resume [PORT]   the session that was left last, taken up again where it was
  oopscope demo              a simulated board on a real pseudo-terminal; needs no hardware
  oopscope scan FILE...      every crash in the captures, without a screen; - is standard input
  oopscope watch PORT        follow a console without a screen, for CI
  oopscope repro PORT --do CMD --until crash|N|D
                             type commands in rounds until the board crashes, and say how often
  oopscope ports             the serial ports of this machine
  oopscope ledger [WORDS]    the crashes of all sessions; with the word help: what it can do
  oopscope report CRASH      one crash to be passed on: of a saved crash's folder, or of a capture
  oopscope compare A B       what changed: rates of crashes, exactly tested, and what else differs
  oopscope classes | rules   what it knows: kinds of crashes, and what it finds out about them
  oopscope explain NAME      one of these
  oopscope verify RECORD     which bytes of a record are those that came, by the hashes beside it

`

const epilogue = `
Exit status: 0 done, or the expected pattern seen; 1 a file or port failed; 2 wrong usage;
3 timeout; 4 a --fail-on pattern seen; 5 a crash seen under --fail-on-crash.
With compare --bad, for git bisect run: 0 good, 5 bad, 125 too few boots, 128 a failure.
Settings also come from OOPSCOPE_BAUD, OOPSCOPE_VMLINUX ... and from
$XDG_CONFIG_HOME/oopscope/config.toml, in that order; NO_COLOR is honoured.
Captures and saved crashes lie in $XDG_STATE_HOME/oopscope/.
`

// Help is the text of -h, its flags made from the table.
func Help() string {
	var b strings.Builder
	fmt.Fprintf(&b, synopsis, strings.Join(port.Addresses(), "\n                             "))
	for i := range Flags {
		f := &Flags[i]
		name := "    --" + f.Name
		if f.Letter != "" {
			name = "-" + f.Letter + ", --" + f.Name
		}
		if f.Value != "" {
			name += " " + f.Value
		}
		only := ""
		if f.On != "" && !strings.HasPrefix(f.On, live) {
			only = " [" + strings.ReplaceAll(f.On, " ", ", ") + "]"
		}
		fmt.Fprintf(&b, "  %-24s %s%s\n", name, f.Help, only)
	}
	b.WriteString(epilogue)
	return b.String()
}
