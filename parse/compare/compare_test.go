package compare

import (
	"fmt"
	"strings"
	"testing"

	"oopscope/parse/crash"
	"oopscope/parse/schema"
)

// A log is a side that is made line by line.
type log struct {
	side *Side
	r    *Reading
	n    int
	boot int
}

func newLog(name string) *log {
	s := &Side{Name: name}
	return &log{side: s, r: s.Read(name)}
}

func (l *log) line(seconds float64, text string) *log {
	l.n++
	l.r.Line(l.n, l.boot, int64(seconds*1e6), text, false)
	return l
}

// boots adds so many, of which the first crash.
func (l *log) boots(n, crashed int, each func(i int)) *log {
	for i := range n {
		l.boot++
		l.line(0, "Linux version 6.1.0 (b@c) (gcc (GCC) 12.2.0, GNU ld 2.40) #1 SMP today")
		if each != nil {
			each(i)
		}
		l.line(3600, "an hour later")
		if i < crashed {
			l.crash("one")
		}
	}
	return l
}

func (l *log) crash(signature string) {
	l.r.Crash(&crash.Crash{
		ID: l.n, Class: "x", Severity: crash.Oops, Title: "crash " + signature, First: l.n, Boot: l.boot, Signature: crash.Signature{Exact: signature},
	})
}

func (l *log) over() *Side { l.r.Close(); return l.side }

func crashed(n, of int) *Side { return newLog("x").boots(of, n, nil).over() }

func TestWhatIsShownOfRates(t *testing.T) {
	for _, c := range []struct {
		a, n, b, m int
		want, by   string
	}{
		{1, 60, 7, 40, More, "boots"}, {7, 40, 1, 60, Less, "boots"}, {4, 20, 5, 20, None, "boots"},
		{0, 3, 3, 3, TooFew, "boots"}, {0, 1, 1, 1, TooFew, "boots"}, {0, 4, 4, 4, More, "boots"},
	} {
		got := Sides(crashed(c.a, c.n), crashed(c.b, c.m)).Crashes
		if len(got) != 1 || got[0].Verdict != c.want || got[0].By != c.by {
			t.Errorf("%d in %d, then %d in %d: %+v", c.a, c.n, c.b, c.m, got)
		}
	}
	if got := Sides(crashed(0, 5), crashed(0, 5)).Crashes; got != nil {
		t.Errorf("no crash at all: %+v", got)
	}
}

// TestUptimeDecidesWhereBootsCannot: in one long boot on each side only the time tells.
func TestUptimeDecidesWhereBootsCannot(t *testing.T) {
	times := func(n int) *Side {
		l := newLog("x").boots(1, 0, nil)
		for range n {
			l.line(3600, "again")
			l.crash("one")
		}
		return l.over()
	}
	r := Sides(times(2), times(14)).Crashes[0]
	if r.By != "uptime" || r.Verdict != More || r.A.PerDay != 48 || r.RatioLow <= 1 || r.B.Times != 14 || r.B.Boots != 1 {
		t.Errorf("%+v", r)
	}
}

// TestEchoesAreNoEvents: a crash that brings ten more came once, whatever the uptime.
func TestEchoesAreNoEvents(t *testing.T) {
	l := newLog("x").boots(1, 0, nil)
	for i := range 11 {
		c := crash.Crash{ID: i + 1, Class: "x", Severity: crash.Warning, First: 2, Boot: 1, Signature: crash.Signature{Exact: "one"}}
		if i > 0 {
			c.Echo = crash.Echo{Kind: crash.Repeated, Of: 1}
		}
		l.r.Crash(&c)
	}
	r := Sides(crashed(0, 1), l.over()).Crashes[0]
	if r.Verdict != TooFew || r.B.Times != 11 || r.B.Own != 1 {
		t.Errorf("%+v", r)
	}
}

// TestATornStamp: a digit too many on the wire makes no years of uptime.
func TestATornStamp(t *testing.T) {
	l := newLog("x").boots(2, 0, nil)
	l.line(3601, "fine").line(913601, "torn").line(3602, "fine").line(3580, "of another CPU").line(3602.5, "the last")
	if s := l.over().summary(); s.Uptime != 3600+3602.5 {
		t.Errorf("%g seconds", s.Uptime)
	}
}

// TestManyTogether: of many signatures one differs by chance, and that is not shown.
func TestManyTogether(t *testing.T) {
	side := func(crashes func(i, kind int) bool) *Side {
		l := newLog("x")
		for i := range 40 {
			l.boots(1, 0, nil)
			for kind := range 20 {
				if crashes(i, kind) {
					l.line(3600, "x")
					l.crash(fmt.Sprint("kind ", kind))
				}
			}
		}
		return l.over()
	}
	same := func(i, kind int) bool { return i < 2 }
	other := func(i, kind int) bool { return i < 2 || kind == 0 && i < 10 }
	if r := Sides(side(same), side(other)).Crashes[0]; r.Signature != "kind 0" || r.P > 0.05 || r.Verdict != None || r.PHolm <= r.P {
		t.Errorf("%+v", r)
	}
}

func TestACrashThatGrewIsOne(t *testing.T) {
	l := newLog("x").boots(3, 0, nil)
	grown := crash.Crash{ID: 7, Severity: crash.Oops, Class: "x", Title: "poor", First: 2, Boot: 3}
	l.r.Crash(&grown)
	grown.Signature.Exact = "rich"
	l.r.Crash(&grown)
	c := Sides(l.over(), crashed(0, 3))
	if len(c.Crashes) != 1 || c.Crashes[0].Signature != "rich" || c.A.Crashed != 1 || c.A.Boots != 3 {
		t.Errorf("%+v", c)
	}
}

func TestWhatOnlyOneSideSays(t *testing.T) {
	side := func(version, words, option string) *Side {
		l := newLog("x")
		l.boot = 1
		l.line(0, "Linux version "+version+" (me@here) (gcc (GCC) 12.2.0, GNU ld 2.40) #1 SMP today")
		l.line(0, "Kernel command line: console=ttyS0 "+words)
		l.line(1, option)
		l.line(1, "CONFIGURATION is no option = at all")
		return l.over()
	}
	c := Sides(side("6.1.0", "quiet", "CONFIG_SLUB=y"), side("6.1.1", "nokaslr", "# CONFIG_SLUB is not set"))
	var got []string
	for _, d := range c.Differs {
		got = append(got, fmt.Sprintf("%s %s %s %d", d.Side, d.Kind, d.Value, d.First.Line))
	}
	want := "a kernel 6.1.0 1, b kernel 6.1.1 1, a command line quiet 2, b command line nokaslr 2, a configuration CONFIG_SLUB=y 3, b configuration # CONFIG_SLUB is not set 3"
	if strings.Join(got, ", ") != want {
		t.Errorf("%s\nwant\n%s", strings.Join(got, ", "), want)
	}
}

// TestModulesOfOneSideOnly: where a side lists no modules nothing is known of them.
func TestModulesOfOneSideOnly(t *testing.T) {
	with := func(names ...string) *Side {
		l := newLog("x").boots(1, 0, nil)
		c := crash.Crash{ID: 1, Severity: crash.Oops, Class: "x", First: 2, Boot: 1}
		for _, n := range names {
			c.Modules = append(c.Modules, crash.Module{Name: n, Line: 9})
		}
		l.r.Crash(&c)
		return l.over()
	}
	if c := Sides(with(), with("shepherd")); c.Differs != nil {
		t.Errorf("%+v", c.Differs)
	}
	if c := Sides(with("bench"), with("bench", "shepherd")); len(c.Differs) != 1 || c.Differs[0].Value != "shepherd" || c.Differs[0].First.Line != 9 {
		t.Errorf("%+v", c.Differs)
	}
}

// TestTheFirstLineOfItsOwn: numbers, addresses and the order of lines do not count.
func TestTheFirstLineOfItsOwn(t *testing.T) {
	a := newLog("a").boots(2, 0, nil)
	a.line(5, "usb 1-1: new device number 2").line(5, "mapped at c0de1000").line(6, "ready")
	b := newLog("b").boots(1, 0, nil)
	b.line(5, "mapped at c0de9000").line(5, "usb 1-7: new device number 9").line(5, "foo: firmware is missing").line(6, "bar: gave up").line(6, "ready")
	c := Sides(a.over(), b.over())
	d := c.OnlyB
	if c.OnlyA != nil || d == nil || d.Text != "foo: firmware is missing" || d.At.Line != 5 || d.Kinds != 2 ||
		d.After != "usb 1-7: new device number 9" || *d.TheyAt != (schema.Place{File: "a", Line: 5}) {
		t.Errorf("only A: %+v, only B: %+v", c.OnlyA, d)
	}
}

// TestTimesThatMoved: the line that is late is told, those behind it are not.
func TestTimesThatMoved(t *testing.T) {
	side := func(late float64, micros int) *Side {
		l := newLog("x")
		for range 2 {
			l.boots(1, 0, func(int) {
				l.line(1, "clock ready").line(1+late, "mmc: card found").line(1.5+late, "root mounted")
				l.line(2+late, fmt.Sprintf("initcall foo_init+0x0/0x%x returned 0 after %d usecs", 0x30+micros, micros))
				l.line(2+late, "probe of 44e10800.pinmux returned 0 after 50 usecs")
			})
		}
		return l.over()
	}
	got := Sides(side(0.25, 900), side(4.25, 80_900)).Moved
	if len(got) != 2 || got[0].Text != "mmc: card found" || got[0].A != 1.25 || got[0].B != 5.25 || got[0].Step != 4 || got[0].AtA.Line != 3 || got[0].BootB != 2 ||
		got[1].Text != "initcall foo_init" || got[1].A != 0.0009 || got[1].B != 0.0809 {
		t.Errorf("%+v", got)
	}
	if got := Sides(side(0.25, 900), side(0.3, 1900)).Moved; got != nil {
		t.Errorf("noise: %+v", got)
	}
}

func TestBisect(t *testing.T) {
	bad := crashed(7, 40)
	for _, c := range []struct {
		b          *Side
		rate       float64
		want       string
		rounds, of int
	}{
		{crashed(0, 16), 0, Good, 16, 16}, {crashed(0, 15), 0, Skip, 16, 15}, {crashed(1, 40), 0, Bad, 16, 39}, {crashed(0, 16), 0.1, Skip, 29, 16},
	} {
		got, why := Bisect(nil, bad, c.b, c.rate)
		if got != c.want || why.Rounds != c.rounds || why.Clean != c.of {
			t.Errorf("%s %+v, want %s", got, why, c.want)
		}
	}
	if got, why := Bisect(crashed(1, 9), bad, crashed(1, 40), 0); got != Skip || why.Rounds != 0 {
		t.Errorf("what the good side has, too, is not looked for: %s %+v", got, why)
	}
}

func TestBanner(t *testing.T) {
	for text, want := range map[string]string{
		"6.1.0 (b@c) (gcc (GCC) 12.2.0, GNU ld 2.40) #1 SMP today": "[{kernel 6.1.0} {built by b@c} {compiler gcc (GCC) 12.2.0, GNU ld 2.40} {build #1 SMP today}]",
		"2.6.32 (b@c) (gcc version 4.4) #1":                        "[{kernel 2.6.32} {built by b@c} {compiler gcc version 4.4} {build #1}]",
		"6.1.0 (torn":                                              "[{kernel 6.1.0} {build (torn}]",
		"6.1.0":                                                    "[{kernel 6.1.0}]",
	} {
		if got := fmt.Sprint(banner(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// TestASideIsBounded: whatever a board prints, what is kept of it is.
func TestASideIsBounded(t *testing.T) {
	l := newLog("x")
	l.boot = 1
	for i := range mostShapes + 10 {
		var b strings.Builder
		for n := i; n > 0; n /= 20 {
			b.WriteByte("ghijklmnopqrstuvwxyz"[n%20])
		}
		l.line(1, "line "+b.String())
	}
	if s := l.over(); len(s.shapes) != mostShapes || !s.summary().Full {
		t.Errorf("%d kinds of lines are kept", len(s.shapes))
	}
}
