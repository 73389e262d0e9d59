//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"oopscope/console/demo"
	"oopscope/ui/cell"
)

// The film of the demo: the real program at a board whose time passes as the film says,
// so that the same stands on the screen each time. The frames are kept in testdata, the
// picture is made of them.
const (
	film       = "docs/demo.svg"
	filmFrames = "testdata/film.txt"
	filmW      = 110
	filmH      = 32
)

// filmed has the demo board's time pass up to what is written into a pipe, in
// milliseconds since it was switched on.
func filmed(pipe string) {
	var passed, granted time.Duration
	var grants *bufio.Scanner
	demo.PassTime = func(ctx context.Context, d time.Duration) error {
		if grants == nil {
			f, err := os.OpenFile(pipe, os.O_RDWR, 0) // both, or it would end with each writer
			if err != nil {
				return err
			}
			grants = bufio.NewScanner(f)
		}
		for passed += d; passed > granted && grants.Scan(); {
			n, _ := strconv.Atoi(grants.Text())
			granted = time.Duration(n) * time.Millisecond
		}
		return ctx.Err()
	}
}

// A frame is how the screen stands for a while.
type filmFrame struct {
	shown time.Duration
	rows  []string
}

// A shot is what is done for a frame.
type shot struct {
	shown time.Duration
	until int      // of the board's time, in milliseconds; 0 to let none pass
	keys  []string // by tmux's names
	text  string

	// moving is a screen that goes on by itself while nothing comes, since a report whose
	// board has gone quiet is over: how it stands is for the film, and only how much came
	// is held.
	moving bool

	rest time.Duration // until what is found out without a word has come
}

// script is the film: a boot, the command, the crash as it comes, and reading.
func script() (shots []shot) {
	ms := time.Millisecond
	add := func(shown time.Duration, until int, keys ...string) {
		shots = append(shots, shot{shown: shown, until: until, keys: keys})
	}
	add(400*ms, 60)
	for _, at := range []int{200, 2500, 3200, 4200, 5000, 6000, 7000, 8500} {
		add(250*ms, at)
	}
	for _, at := range []int{9200, 9800, 10_400, 10_780, prompted} {
		add(250*ms, at)
	}
	for _, letters := range []string{"mod", "pro", "be -", "rf s", "hep", "herd"} {
		shots = append(shots, shot{shown: 180 * ms, text: letters})
	}
	add(600*ms, 0)
	began := len(shots)
	add(300*ms, prompted+20, "Enter")
	for _, later := range []int{60, 120, 180, 240, 300, 360, 420, 500} {
		add(350*ms, prompted+later)
	}
	add(2500*ms, prompted+2000)
	add(500*ms, prompted+12_000) // the watchdog bit, and it boots again
	for i := began; i < len(shots); i++ {
		shots[i].moving = true
	}
	add(800*ms, prompted+30_000)
	shots = append(shots, shot{shown: 5000 * ms, keys: []string{"C-t", "C"}, rest: 3 * time.Second}) // other boots are read beside it
	add(2500*ms, 0, "C-t", "}")
	add(2500*ms, 0, "C-t", "}")
	add(2500*ms, 0, "C-t", "}")
	add(5000*ms, 0, "C-t", "V")
	add(1500*ms, 0, "Escape")
	return shots
}

// prompted is when the board has booted to its prompt.
const prompted = 10_860

// ofToday are the words that are other ones each time.
var ofToday = regexp.MustCompile(`\b[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\b`)

// cameSoFar is how much came, in the status line.
var cameSoFar = regexp.MustCompile(`REC ● [^│]*│ [^│]*[0-9]+ lines`)

func undated(row string) string { return ofToday.ReplaceAllString(row, "12:00:00") }

// TestTheFilmIsOfThisProgram plays the film's session with the program as it is, and
// holds each screen to the frame that is kept, and the picture to the frames; -update
// makes them anew.
func TestTheFilmIsOfThisProgram(t *testing.T) {
	if raceDetector {
		t.Skip("it shows what the program without the detector shows")
	}
	t.Parallel()
	kept := readFrames(t)
	pipe := filepath.Join(t.TempDir(), "time")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	clock, err := os.OpenFile(pipe, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer clock.Close()
	d := sit(t, filmW, filmH, `BE_OOPSCOPE=filmed FILM=`+pipe+` "$OOPSCOPE" demo`)
	d.sees("CONSOLE")
	shots := script()
	if !*updateGoldens && len(kept) != len(shots) {
		t.Fatalf("%s has %d frames, not %d; -update makes it anew", filmFrames, len(kept), len(shots))
	}
	var frames []filmFrame
	for i, s := range shots {
		if s.until > 0 {
			fmt.Fprintln(clock, s.until)
		}
		if s.text != "" {
			d.text(s.text)
		}
		for _, k := range s.keys {
			d.keys(k)
		}
		switch {
		case *updateGoldens && s.moving:
			frames = append(frames, filmFrame{s.shown, d.settled(150 * time.Millisecond)})
		case *updateGoldens:
			frames = append(frames, filmFrame{s.shown, d.settled(1200 * time.Millisecond)})
		case s.moving:
			d.sees(cameSoFar.FindString(kept[i].text()))
		default:
			want := kept[i].text()
			d.until(fmt.Sprintf("frame %d of the film (-update makes it anew):\n%s\n", i, want), func(s string) bool {
				return bare(undated(s)) == bare(want)
			})
		}
		time.Sleep(s.rest)
	}
	if *updateGoldens {
		kept = frames
		writeFrames(t, kept)
	}
	svg := drawFilm(kept)
	if *updateGoldens {
		if err := os.WriteFile(film, []byte(svg), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	drawn, err := os.ReadFile(film)
	if err != nil || string(drawn) != svg || len(svg) > 300_000 {
		t.Errorf("%s is not drawn of %s, or has %d bytes of 300,000; -update makes it anew (%v)", film, filmFrames, len(svg), err)
	}
}

// bare is a screen without the bar at its right, which is as long as there are rows that
// are sought while one looks, and without blanks at the ends of rows.
func bare(screen string) string {
	rows := strings.Split(strings.TrimRight(screen, "\n "), "\n")
	for i := range rows {
		rows[i] = strings.TrimRight(rows[i], " \u2503")
	}
	return strings.Join(rows, "\n")
}

// settled is the screen with its colours once it did not change for a while.
func (d *desk) settled(quiet time.Duration) (rows []string) {
	look := func() []string {
		return strings.Split(undated(strings.TrimSuffix(d.must("capture-pane", "-e", "-N", "-p"), "\n")), "\n")
	}
	since := time.Now()
	for rows = look(); time.Since(since) < quiet; time.Sleep(30 * time.Millisecond) {
		if now := look(); !slices.Equal(now, rows) {
			rows, since = now, time.Now()
		}
	}
	return rows
}

// text is the frame without its colours.
func (f *filmFrame) text() string {
	var b strings.Builder
	for _, r := range f.rows {
		var l cell.Line
		l.Play(r)
		b.WriteString(strings.TrimRight(cell.Text(l.Row), " ") + "\n")
	}
	return b.String()
}

// writeFrames keeps frames: a line with how long each is shown, and behind it the rows
// that are other ones than in the frame before.
func writeFrames(t *testing.T, frames []filmFrame) {
	var b strings.Builder
	was := make([]string, filmH)
	for _, f := range frames {
		fmt.Fprintf(&b, "frame %d\n", f.shown.Milliseconds())
		for y, row := range f.rows {
			if row != was[y] {
				fmt.Fprintf(&b, "%d %s\n", y, strings.ReplaceAll(row, "\x1b", "^["))
			}
		}
		was = f.rows
	}
	if err := os.WriteFile(filmFrames, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
}

func readFrames(t *testing.T) (frames []filmFrame) {
	b, err := os.ReadFile(filmFrames)
	if err != nil && !*updateGoldens {
		t.Fatal(err)
	}
	rows := make([]string, filmH)
	for line := range strings.Lines(string(b)) {
		head, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		n, _ := strconv.Atoi(head)
		if head == "frame" {
			ms, _ := strconv.Atoi(rest)
			frames = append(frames, filmFrame{time.Duration(ms) * time.Millisecond, slices.Clone(rows)})
			continue
		}
		if len(frames) == 0 || n >= filmH {
			t.Fatalf("%s has a row that is in no frame: %q", filmFrames, line)
		}
		rows[n] = strings.ReplaceAll(rest, "^[", "\x1b")
		frames[len(frames)-1].rows[n] = rows[n]
	}
	return frames
}
