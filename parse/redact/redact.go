// Package redact takes out of a console's text what tells who and where: hardware
// and network addresses, serial numbers, hosts, users and their mail. The same
// thing is replaced by the same stand-in throughout, so that a log still tells
// its story, and a stand-in looks like what it stands for, so that it is read as
// before. It is a leaf and knows nothing of crashes.
package redact

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"oopscope/parse/regex"
)

// A Redactor redacts one log, line by line or at once. The zero value is ready.
type Redactor struct {
	known map[string]string // what was replaced, lower case, by what
	count map[string]int    // stand-ins of each kind
	names []string          // hosts met so far, as a pattern has them
	hosts *regexp.Regexp    // any of them, wherever it stands
}

// A kind of thing that is replaced. The pattern's last group is the thing.
type kind struct {
	name    string
	pattern *regex.Lazy
	fresh   func(n int, old string) string // the n-th stand-in, n from 1; "" keeps the thing
	same    func(thing string) string      // equal for two ways to write one thing; nil: as it stands
}

// name is what a thing is known by.
func (k *kind) key(thing string) string {
	if k.same != nil {
		thing = k.same(thing)
	}
	return key(k.name, thing)
}

// kinds in the order in which they are looked for: a MAC address before the
// IPv6 address that its pairs might be taken for.
var kinds = []kind{
	{"mail", regex.Of(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`), func(n int, _ string) string { return fmt.Sprintf("user%d@example.org", n) }, nil},
	{"mac", regex.Of(`(?i)\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b`), mac, digits},
	// As Cisco's and some drivers write it, 0011.2233.4455, and in the name of an interface, enx001122334455.
	{"mac", regex.Of(`(?i)\b[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b`), mac, digits},
	{"mac", regex.Of(`\benx([0-9a-f]{12})\b`), mac, digits},
	{"ipv4", regex.Of(`\b\d{1,3}(?:\.\d{1,3}){3}\b`), ipv4, nil},
	{"ipv6", regex.Of(`(?i)\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}`), ipv6, nil},
	{"uuid", regex.Of(`(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`), func(n int, _ string) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }, nil},
	// SerialNumber: X, androidboot.serialno=X, serial#=X (U-Boot), Serial : X (/proc/cpuinfo), S/N: X
	{"serial", regex.Of(`(?i)\b(?:serial(?:no|#|[ _]?number| no\.?)?|s/n)\s*[:=]\s*"?([\w-]{2,}\d[\w-]+)`), serial, nil},
	{"serial", regex.Of(`\b(?:usb|ata|nvme|mmc)-[\w.-]+_([A-Z0-9]{6,})(?:-if\d|-part\d|-port\d|\b)`), serial, nil}, // /dev/…/by-id/
	{"machine", regex.Of(`(?i)\bmachine[ _-]?id\s*[:=]\s*([0-9a-f]{32})\b`), func(n int, _ string) string { return fmt.Sprintf("%032x", n) }, nil},
	{"user", regex.Of(`/(?:home|Users)/([\w.-]+)`), person, nil},
	{"user", regex.Of(`(?i)\bC:\\Users\\([\w.-]+)`), person, nil},
	// sshd and PAM: for user jane(uid=1000), for invalid user jane from, Accepted publickey for jane from
	{"user", regex.Of(`\bfor (?:invalid )?user ([a-z][\w.-]*)`), person, nil},
	{"user", regex.Of(`\b(?:Accepted|Failed) \S+ for ([a-z][\w.-]*) from`), person, nil},
	// A prompt or the kernel's banner: root@beaglebone:~#, (buildd@x86-grnet-01)
	{"user", regex.Of(`(?:^|[\s(\[])([a-z][\w.-]*)@[\w-]+[:)\] ]`), person, nil},
	{"host", regex.Of(`(?:^|[\s(\[])[a-z][\w.-]*@([\w-]+)[:)\] ]`), host, nil},
	// Nov 20 05:07:01 beaglebone kernel: …, 2026-11-20T05:07:01+00:00 beaglebone kernel: …
	{"host", regex.Of(`^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) ([A-Za-z][\w.-]*) [\w.()-]+(?:\[\d+\])?:`), host, nil},
	{"host", regex.Of(`(?:^|\s)([A-Za-z][\w-]*) login: `), host, nil},
	// systemd: Set hostname to <board7>, Hostname set to <board7>; hostname=board7
	{"host", regex.Of(`(?i)\bhostname(?: set)?(?: to |[:=] ?)[<"]?([a-z][\w.-]*)`), host, nil},
}

// Text redacts all of a log.
func (r *Redactor) Text(log string) string {
	var b strings.Builder
	for line := range strings.Lines(log) {
		b.WriteString(r.Line(line))
	}
	return b.String()
}

// Line redacts one line, which may have its end.
func (r *Redactor) Line(line string) string {
	for i := range kinds {
		line = r.replace(line, &kinds[i])
	}
	if r.hosts != nil {
		line = r.hosts.ReplaceAllStringFunc(line, func(s string) string { return r.known[key("host", s)] })
	}
	return line
}

func key(kind, thing string) string { return kind + " " + strings.ToLower(thing) }

// replace puts a stand-in in the place of every thing of a kind.
func (r *Redactor) replace(line string, k *kind) string {
	found := k.pattern.Get().FindAllStringSubmatchIndex(line, -1)
	if found == nil {
		return line
	}
	var b strings.Builder
	done := 0
	for _, at := range found {
		from, to := at[len(at)-2], at[len(at)-1]
		b.WriteString(line[done:from])
		b.WriteString(r.standIn(k, line[from:to], versionBefore(line[:from])))
		done = to
	}
	return b.String() + line[done:]
}

// versionBefore tells that a number of four parts is a version.
func versionBefore(before string) bool {
	return strings.HasSuffix(before, "ersion ") || strings.HasSuffix(before, "ersion: ") || strings.HasSuffix(before, "-") || strings.HasSuffix(before, "v")
}

// standIn is what a thing becomes.
func (r *Redactor) standIn(k *kind, thing string, version bool) string {
	if k.name == "ipv4" && version {
		return thing
	}
	if s, ok := r.known[k.key(thing)]; ok {
		return shaped(k, s, thing)
	}
	s := k.fresh(r.count[k.name]+1, thing)
	if s == "" {
		return thing
	}
	if r.known == nil {
		r.known, r.count = map[string]string{}, map[string]int{}
	}
	r.count[k.name]++
	r.known[k.key(thing)] = s
	r.known[k.key(s)] = s // redacting twice changes nothing
	if k.name == "host" {
		r.learnHost(thing)
	}
	return s
}

// shaped is a stand-in written as the thing was: the first one may have been written
// in another way.
func shaped(k *kind, s, thing string) string {
	if k.same == nil {
		return s
	}
	return like(k.same(s), thing)
}

// learnHost has a host replaced wherever it stands as a word from now on.
func (r *Redactor) learnHost(name string) {
	r.names = append(r.names, regexp.QuoteMeta(name))
	r.hosts = regexp.MustCompile(`(?i)\b(?:` + strings.Join(r.names, "|") + `)\b`)
}

// mac keeps the separators. Nobody's are all zeros and all ones.
func mac(n int, old string) string {
	if d := digits(old); strings.Trim(d, "0") == "" || strings.Trim(d, "f") == "" {
		return ""
	}
	return like(fmt.Sprintf("02000000%04x", n&0xffff), old)
}

// digits are the digits of a MAC address, however it is written.
func digits(mac string) string {
	return strings.ToLower(strings.NewReplacer(":", "", "-", "", ".", "").Replace(mac))
}

// like puts the separators of a MAC address between the digits of another.
func like(digits, mac string) string {
	var b strings.Builder
	next := 0
	for i := range len(mac) {
		if strings.IndexByte(":-.", mac[i]) >= 0 {
			b.WriteByte(mac[i])
			continue
		}
		b.WriteByte(digits[next])
		next++
	}
	return b.String()
}

// serial keeps the chip that every PC's serial port is called by: "Serial: 8250/16550
// driver" (drivers/tty/serial/8250).
func serial(n int, old string) string {
	if old == "8250" {
		return ""
	}
	return fmt.Sprintf("SERIAL%d", n)
}

// ipv4 keeps what is nobody's: any, this machine, everybody, and masks. The
// stand-ins are of the networks for documentation (RFC 5737).
func ipv4(n int, old string) string {
	a, err := netip.ParseAddr(old)
	if err != nil || a.IsUnspecified() || a.IsLoopback() || a.IsMulticast() || a.As4()[0] == 255 || a.As4()[0] == 0 {
		return ""
	}
	return fmt.Sprintf("%s.%d", []string{"192.0.2", "198.51.100", "203.0.113"}[n/250%3], n%250+1)
}

// ipv6 keeps what is no address, such as a time of day, and what is nobody's.
// The stand-ins are of the network for documentation (RFC 3849).
func ipv6(n int, old string) string {
	a, err := netip.ParseAddr(old)
	if err != nil || a.IsUnspecified() || a.IsLoopback() || a.IsMulticast() {
		return ""
	}
	return fmt.Sprintf("2001:db8::%x", n)
}

// person keeps the users that every machine has.
func person(n int, old string) string {
	if old == "root" || old == "pi" || old == "debian" || old == "ubuntu" {
		return ""
	}
	return fmt.Sprintf("user%d", n)
}

// host keeps what a machine without a name is called.
func host(n int, old string) string {
	if old == "localhost" || old == "buildroot" || old == "kernel" {
		return ""
	}
	return fmt.Sprintf("host%d", n)
}
