package config

import "strings"

// otherFlags are what tio, picocom, minicom and microcom call what has another name here, and
// how it is said. Letters that two of them use differently are left out.
var otherFlags = map[string]string{
	"list list-devices":             "`oopscope ports` lists them",
	"l L log":                       "`oopscope ports` lists the ports; every session is recorded, --record FILE says where",
	"log-file logfile g":            "every session is recorded: --record FILE says where",
	"C capturefile":                 "every session is recorded: --record FILE says where",
	"log-append log-strip":          "a record is only added to, and holds the bytes as they came; --strip and `oopscope report` write text",
	"log-directory":                 "--record DIR/FILE says where the record goes",
	"D device":                      "the port needs no flag: oopscope /dev/ttyUSB0, ttyUSB0, new or latest",
	"baudrate":                      "--baud RATE",
	"t timestamp":                   "times are kept in any case; a key shows them (ctrl+t t)",
	"timestamp-format":              "times are kept in any case; a key shows them, in all forms (ctrl+t t)",
	"n no-autoconnect no-reconnect": "--wait false",
	"auto-connect":                  "oopscope new waits for the next port, oopscope latest takes the newest",
	"imap omap emap":                "--map takes both directions, by tio's names",
	"hexadecimal H displayhex input-mode output-mode": "a key shows bytes in hexadecimal, and another sends them (ctrl+t o, ctrl+t i)",
	"socket":               "every session can be attached to: oopscope PORT once more; `oopscope serve PORT` has no screen",
	"echo":                 "-e, --local-echo",
	"script-file":          "`oopscope watch PORT --script FILE`, or a key (ctrl+t r)",
	"response-wait exec":   "`oopscope watch PORT --send TEXT --expect PATTERN`, or `oopscope run PORT -- CMD`",
	"send-cmd receive-cmd": "a key sends and receives files (ctrl+t x); XMODEM and YMODEM need no program",
	"escape no-escape":     "--keymap picocom, or the prefix in the configuration file",
	"noreset":              "DTR does not drop at the end in any case",
	"lower-dtr raise-dtr lower-rts raise-rts": "--at-open 'dtr=0 rts=0'; a key drives them later (ctrl+t g)",
	"mute quiet q":         "`oopscope watch PORT` shows nothing but what it is asked for",
	"V v":                  "--version",
	"exit-after exit":      "`oopscope watch PORT --timeout 10s`",
	"rs-485 rs-485-config": "--rs485 on|LIST",
	"setup":                "`oopscope man`: the configuration file",
}

// elsewhere says how a flag of another terminal is said here, "" when none has it.
func elsewhere(name string) string {
	word := strings.TrimLeft(name, "-")
	for list, how := range otherFlags {
		for _, one := range strings.Fields(list) {
			if one == word && (len(one) == 1) == !strings.HasPrefix(name, "--") {
				return "; " + how
			}
		}
	}
	return ""
}
