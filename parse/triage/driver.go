package triage

import (
	"fmt"
	"strconv"
	"strings"

	"oopscope/parse/arch/all"
)

// driverRules read driver trouble: an error number says more than the words
// around it.
var driverRules = []rule{
	{
		id: "irq-not-shared", rank: rankCause, confidence: Certain, classes: []string{"driver-error"},
		says:       "an interrupt line was asked for in a way that does not go with who has it",
		suppresses: []string{"device-busy", "errno"},
		fire:       irqNotShared,
	},
	{
		id: "cma-busy", rank: rankCause, confidence: Likely, classes: []string{"driver-error"},
		says:       "contiguous memory is reserved, but its pages cannot be moved away now",
		suppresses: []string{"no-memory", "device-busy", "errno"},
		fire:       cmaBusy,
	},
	{
		id: "no-memory", rank: rankProof, confidence: Likely, classes: []string{"driver-error"},
		says:       "a driver got ENOMEM",
		suppresses: []string{"errno"},
		fire:       byErrno("ENOMEM", "Memory was used up, or not there in one piece (DMA, CMA).", "Check CmaFree and MemFree in /proc/meminfo, cma= on the command line, and the reserved-memory node of the device tree; repeated loading and unloading fragments it."),
	},
	{
		id: "device-timeout", rank: rankProof, confidence: Likely, classes: []string{"driver-error"},
		says:       "a driver got ETIMEDOUT: the hardware did not answer in time",
		suppresses: []string{"errno"},
		fire:       byErrno("ETIMEDOUT", "The hardware did not answer in time.", "Check the device's clock, reset and power supply, its interrupt (does the count in /proc/interrupts rise?), and for buses the pull-ups, the speed and the address."),
	},
	{
		id: "device-busy", rank: rankProof - 5, confidence: Likely, classes: []string{"driver-error"},
		says:       "a driver got EBUSY: something else holds the resource",
		suppresses: []string{"errno"},
		fire:       byErrno("EBUSY", "Something else holds the resource: a pin, a memory range, an interrupt or the device itself.", "Find the holder: /proc/iomem, /proc/interrupts, /sys/kernel/debug/pinctrl, or a driver that was not unbound."),
	},
	{
		id: "file-missing", rank: rankProof - 5, confidence: Likely, classes: []string{"driver-error"},
		says:       "a driver got ENOENT: firmware, clock, regulator or property is missing",
		suppresses: []string{"errno"},
		fire:       byErrno("ENOENT", "Something it asked for by name is missing: a firmware file, a clock, a regulator, a device tree property.", "For firmware: is the file in /lib/firmware, and in the initramfs if the driver starts early? Otherwise compare the names in the driver and the device tree."),
	},
	{
		id: "bus-no-answer", rank: rankProof - 5, confidence: Likely, classes: []string{"driver-error"},
		says:       "a driver got EREMOTEIO: the device on the bus did not acknowledge",
		suppresses: []string{"errno"},
		fire:       byErrno("EREMOTEIO", "The device on the bus did not acknowledge.", "Check address, wiring, pull-ups and the power of the device (i2cdetect shows who answers); on a probe, whether it is out of reset by then."),
	},
	{
		id: "io-error", rank: rankProof, confidence: Likely, classes: []string{"driver-error"},
		says:       "a disk or flash could not be read or written",
		suppresses: []string{"errno"},
		fire: byLine("I/O error", "A disk or flash could not be read or written: %s.",
			"Try another medium and cable; check its supply. Repeated errors at the same sector are the medium, at changing ones the bus."),
	},
	{
		id: "filesystem-damaged", rank: rankProof, confidence: Likely, classes: []string{"driver-error"},
		says:       "the file system on the medium is damaged",
		suppresses: []string{"errno", "io-error"},
		fire: byLine("EXT4-fs error", "The file system on the medium is damaged: %s.",
			"Boot another system and run fsck on it. A board that is switched off without shutdown, or a worn card, does this again and again."),
	},
	{
		id: "errno", rank: rankState, confidence: Certain, classes: []string{"driver-error"},
		says: "a driver failed with an error number, explained",
		fire: anyErrno,
	},
	{
		id: "remoteproc-boot", rank: rankState - 5, confidence: Likely, classes: []string{"driver-error"},
		says: "a co-processor did not start",
		fire: remoteprocBoot,
	},
	{
		id: "repeated-trouble", rank: rankSetting, confidence: Certain, classes: []string{"driver-error"},
		says: "the same trouble came again and again",
		fire: repeated,
	},
}

// errno finds a line whose error number has the name.
func (x *exam) errno(name string) (value string, line int) {
	for i := range x.c.Facts {
		if f := &x.c.Facts[i]; f.Name == "errno" && strings.HasSuffix(f.Value, " "+name) {
			return f.Value, f.Line
		}
	}
	for i := range x.c.Body {
		if n := trailingErrno(x.c.Body[i].Text); n > 0 && all.ByName(x.c.Arch).ErrnoName(n) == name {
			return fmt.Sprintf("-%d %s", n, name), x.c.Body[i].N
		}
	}
	return "", 0
}

// trailingErrno reads the number of a line that ends in one: "…: -12".
func trailingErrno(text string) int {
	text = strings.TrimRight(text, " .)")
	i := strings.LastIndex(text, " -")
	if i < 0 || len(text)-i > 5 {
		return 0
	}
	n, err := strconv.Atoi(text[i+2:])
	if err != nil {
		return 0
	}
	return n
}

// cmaBusy: the contiguous area is there but its pages cannot be moved away.
//
//	cma: cma_alloc: alloc failed, req-size: 3811 pages, ret: -16
func cmaBusy(x *exam, f *draft) bool {
	n, _ := x.line("cma_alloc")
	if n == 0 {
		var l string
		if n, l = x.line("cma: "); n == 0 || !strings.Contains(l, "alloc failed") {
			return false
		}
	}
	size := ""
	if v, line := x.fact("size"); line > 0 {
		size = " (" + v + ")"
	}
	_, busy := x.errno("EBUSY")
	_, none := x.errno("ENOMEM")
	switch {
	case busy == n || busy > 0 && none != n:
		f.Text = fmt.Sprintf("The contiguous memory area (CMA) has room but not in one piece%s: pages in it are in use and cannot be moved away (-16 EBUSY). This suggests pinned or long-lived pages, or a buffer of an earlier run that was never freed.", size)
		f.Next = "If it comes after repeated loading and unloading, check that remove frees its DMA buffers (dma_free_coherent, remoteproc's carveouts) every time. Allocate the buffer once at boot, give the device its own reserved-memory node, or make the area larger (cma=)."
	default:
		f.Text = fmt.Sprintf("The contiguous memory area (CMA) is too small or used up for this request%s.", size)
		f.Next = "Make the area larger (cma= on the command line, or the linux,cma node of the device tree), and compare CmaTotal and CmaFree in /proc/meminfo with the request."
	}
	f.Evidence = []int{n}
	for i := range x.c.Facts {
		if name := x.c.Facts[i].Name; name == "errno" || name == "length" {
			f.Evidence = append(f.Evidence, x.c.Facts[i].Line)
		}
	}
	if x.c.Count > 1 {
		f.Text += fmt.Sprintf(" It came %d times.", x.c.Count)
	}
	return true
}

// byErrno is a rule about one error number.
func byErrno(name, meaning, next string) func(x *exam, f *draft) bool {
	return func(x *exam, f *draft) bool {
		v, n := x.errno(name)
		if n == 0 {
			return false
		}
		f.Text = fmt.Sprintf("%s (%s). %s", clip(x.lineText(n), 100), v, meaning)
		f.Next = next
		f.Evidence = []int{n}
		return true
	}
}

// byLine is a rule about one line, which it quotes.
func byLine(mark, text, next string) func(x *exam, f *draft) bool {
	return func(x *exam, f *draft) bool {
		n, l := x.line(mark)
		if n == 0 {
			return false
		}
		f.Text = fmt.Sprintf(text, clip(l, 120))
		f.Next = next
		f.Evidence = []int{n, x.headLine()}
		return true
	}
}

// anyErrno names an error number about which there is no more to say.
func anyErrno(x *exam, f *draft) bool {
	v, n := x.fact("errno")
	num, name, ok := strings.Cut(v, " ")
	if !ok || name == "" {
		return false
	}
	meaning := errnoWords[name]
	if meaning == "" {
		return false
	}
	if e, err := strconv.Atoi(num); err != nil || all.ByName(x.c.Arch).ErrnoName(e) == "" {
		return false
	}
	f.Text = fmt.Sprintf("%s (%s: %s).", clip(x.lineText(n), 100), v, meaning)
	f.Next = "Search the driver for the message; the call before it returned this error."
	f.Evidence = []int{n}
	f.claim(reported(n))
	return true
}

var errnoWords = map[string]string{
	"EPERM": "not permitted", "EIO": "an input/output error, of the device most often", "ENXIO": "no such device or address", "EAGAIN": "try again later",
	"EACCES": "access refused", "EFAULT": "a bad address", "EEXIST": "it exists already: registered twice, often after a remove that forgot it", "ENODEV": "the device is not there",
	"EINVAL": "an invalid argument, often a wrong device tree property", "ENOSPC": "no space left, also: no bandwidth on the bus", "EPIPE": "the other side stalled or went away",
	"ERANGE": "a value out of range", "ENOSYS": "not implemented", "EPROTO": "a protocol error, often bad cabling of USB", "EOVERFLOW": "a value too large", "EILSEQ": "an illegal sequence of bytes; of a bus, a checksum error (CRC)",
	"EOPNOTSUPP": "not supported", "ENOTSUPP": "not supported", "ECONNRESET": "reset by the other side; of USB, cancelled", "ESHUTDOWN": "the other end, or the device, was shut down", "ECANCELED": "cancelled",
	"EPROBE_DEFER": "a supplier (clock, regulator, GPIO) is not there yet",
}

// remoteprocBoot: a co-processor did not start.
func remoteprocBoot(x *exam, f *draft) bool {
	n, l := x.line("remoteproc")
	if n == 0 || !strings.Contains(l, "ailed") {
		return false
	}
	f.Text = fmt.Sprintf("A remote processor did not start: %s. Drivers that need it fail after that.", clip(l, 120))
	f.Next = "Read the line before it: the resource it lacked. cat /sys/class/remoteproc/*/state shows which are down."
	f.Evidence = []int{n, x.find("ouldn't boot")}
	return true
}

func repeated(x *exam, f *draft) bool {
	if x.c.Count < 3 {
		return false
	}
	f.Text = fmt.Sprintf("The same trouble came %d times.", x.c.Count)
	f.Next = "Find what repeats it: a retry, a probe that is deferred, a service that restarts. The first one tells most."
	f.Evidence = []int{x.c.First, x.c.Last}
	f.claim(reported(x.c.First))
	return true
}
