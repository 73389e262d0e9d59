package noise

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"testing"
)

func log(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("../../testdata/kernels/amd64/full-1.log")
	if err != nil {
		t.Fatal(err)
	}
	return text[:min(len(text), 12000)]
}

// judged is what a meter says at the end, and whether it ever said noise.
func judged(p []byte) (at int, v Verdict) {
	var m Meter
	at = -1
	for i := 0; i < len(p); i += 100 {
		m.Add(p[i:min(i+100, len(p))])
		if m.Verdict().Noise && at < 0 {
			at = i
		}
	}
	return at, m.Verdict()
}

// A kernel's log that is read at a wrong speed is known as noise within some 2 KiB, and
// which end is the slower one.
func TestAWrongSpeedIsKnownByTheBytes(t *testing.T) {
	text := log(t)
	rnd := rand.New(rand.NewSource(1))
	speeds := []float64{9600, 38400, 57600, 115200, 230400, 460800, 921600, 1500000}
	known, all := 0, 0
	for _, sent := range speeds {
		for _, at := range []float64{57600, 115200, 921600, 1500000} {
			if sent == at {
				continue
			}
			text := text
			if sent > at { // enough of it must come
				text = bytes.Repeat(text, int(min(sent/at, 4)))
			} else {
				text = text[:1500]
			}
			out, frame := received(text, sent, at, 20, rnd)
			if len(out) < 4*window || entropy(out) < 0.5 {
				continue // nothing but zeros: told by what the driver counts
			}
			all++
			when, v := judged(out)
			if when >= 0 && when <= 6*window && v.Noise && v.Slower == (sent < at) {
				known++
			} else {
				t.Logf("%.0f read at %.0f: at %d of %d, %+v, %+v", sent, at, when, len(out), v, featuresOf(out[:window]))
			}
			if frame*20 < len(out) {
				t.Errorf("%.0f read at %.0f: only %d of %d bytes have no stop bit", sent, at, frame, len(out))
			}
		}
	}
	if all < 15 || known < all-1 {
		t.Errorf("%d of %d wrong speeds are known", known, all)
	}
	if when, _ := judged(text); when >= 0 {
		t.Errorf("a log is noise at %d", when)
	}
}

// What is no noise: languages, progress, screens, files.
func TestWhatIsNoNoise(t *testing.T) {
	code, err := os.ReadFile("../../testdata/symbol/shepherd/vmlinux")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(log(t))
	z.Write(self[:1<<18])
	z.Close()
	utf16 := make([]byte, 0, 20000)
	for _, c := range log(t)[:5000] {
		utf16 = append(utf16, c, 0)
	}
	for name, p := range map[string][]byte{
		"Chinese":     []byte(strings.Repeat("内核崩溃：在模块卸载时访问了空指针。", 200)),
		"Russian":     []byte(strings.Repeat("Ошибка ядра: обращение по нулевому указателю\r\n", 100)),
		"Latin-1":     []byte(strings.Repeat("L\xe4nge der Pr\xfcfsumme \xfcberschritten, Ger\xe4t abgeh\xe4ngt\r\n", 100)),
		"U-Boot":      []byte("Loading: *" + strings.Repeat("#################################################################\r\n\t ", 60)),
		"XMODEM":      []byte(strings.Repeat("C", 300) + strings.Repeat("\x06", 2000)),
		"zeros":       make([]byte, 20000),
		"erased":      bytes.Repeat([]byte{0xff}, 20000),
		"ARM code":    code,
		"this":        self[1<<20 : 1<<20+1<<18],
		"gzip":        packed.Bytes(),
		"UTF-16":      utf16,
		"full screen": []byte(strings.Repeat("\x1b[12;40H\x1b[7m top - 12:00:01 up 1 day \x1b[0m\x1b[K", 400)),
		"hex dump":    []byte(strings.Repeat("00000000: 7f45 4c46 0101 0100 0000 0000 0000 0000  .ELF............\n", 100)),
	} {
		p = append(log(t)[:window:window], p...) // whoever sends a file has typed a command before
		if when, v := judged(p); when >= 0 {
			t.Errorf("%s is noise at %d of %d: %+v, %+v", name, when, len(p), v, featuresOf(p[max(0, when-window):when]))
		}
	}
}

// Text that was read before makes it wait longer, errors that the driver counted make it
// sure, and text again takes it back.
func TestAMeterWaitsAndTakesBack(t *testing.T) {
	noise, frame := received(bytes.Repeat(log(t), 3), 115200, 57600, 20, rand.New(rand.NewSource(1)))
	if frame == 0 {
		t.Fatal("no framing errors")
	}
	var m Meter
	m.Add(log(t)[:2*window])
	m.Add(noise[:(enoughAfter-1)*window])
	if m.Verdict().Noise {
		t.Error("too early behind text")
	}
	m.Add(noise[:window])
	if v := m.Verdict(); !v.Noise || v.Slower || v.Percent < 20 || v.Percent > 80 {
		t.Errorf("not at all: %+v", v)
	}
	m.Add(log(t)[:window])
	if m.Verdict().Noise {
		t.Error("text does not take it back")
	}
	zeros := Meter{}
	for range enough {
		zeros.Errors(window / 2)
		zeros.Add(make([]byte, window))
	}
	if v := zeros.Verdict(); !v.Noise || !v.Slower || v.Percent != 0 {
		t.Errorf("breaks: %+v", v)
	}
	zeros.Reset()
	if zeros.Verdict().Noise {
		t.Error("another line has the verdict of the last one")
	}
	if got := fmt.Sprintf("%.2f", Reads([]byte("abc\x00"))); got != "0.75" {
		t.Errorf("reads %s", got)
	}
}
