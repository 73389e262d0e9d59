//go:build linux

package ledger

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oopscope/console/ledger/said"
	"oopscope/console/link"
	"oopscope/parse"
)

var kills = flag.Int("kills", 15, "how often TestKilledWhileWriting kills")

// TestMain lets the test binary be a session that writes until it is killed,
// or one that saves a crash and ends.
func TestMain(m *testing.M) {
	switch path := os.Getenv("LEDGER_CAPTURE"); os.Getenv("LEDGER_ROLE") {
	case "writes":
		writeForever(Open(os.Getenv("LEDGER")), path)
	case "fills":
		fills(Open(os.Getenv("LEDGER")), path)
	case "saves":
		dir, err := Open(os.Getenv("LEDGER")).Capture(path, "", 0).Save(crash(), "", nil)
		fmt.Println(dir, err)
	default:
		os.Setenv("GORACE", "atexit_sleep_ms=20 "+os.Getenv("GORACE")) // by itself a child in the race detector sleeps a second before it ends
		os.Exit(m.Run())
	}
}

// role starts a process of this binary.
func (b bench) role(name, path string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LEDGER_ROLE="+name, "LEDGER_CAPTURE="+path, "LEDGER="+filepath.Join(b.dir, "state"))
	cmd.Stderr = os.Stderr
	return cmd
}

const killedLines = 100

// writeForever says on standard output what is confirmed, as the screen would.
func writeForever(l *Ledger, path string) {
	text, _ := os.ReadFile(path)
	p := l.Capture(path, "", 0)
	if _, err := p.Words(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	stamp := time.Now().UnixNano() % 1e9
	for i := 0; ; i++ {
		n := 1 + (int(stamp)+i)%killedLines
		m := on(string(text), n, fmt.Sprintf("remark %d", stamp+int64(i)))
		m, _, err := p.Remark(m, "")
		fmt.Printf("remark %d %d %s\n", n, m.Byte, confirmed(m.Text, err))
		if i%3 == 0 {
			c := crashAt(string(text), n, fmt.Sprint(stamp%7))
			note, _, err := p.Note(c, fmt.Sprintf("note\n%d", stamp+int64(i)), "")
			fmt.Printf("note %d %d %s\n", n, m.Byte, confirmed(note, err))
			if _, err := saw(p, []*parse.Crash{c}, nil); err != nil {
				fmt.Printf("saw %d %d %s\n", n, m.Byte, confirmed("", err))
			}
			key := fmt.Sprintf("%04x", n)
			fmt.Printf("said %d %s %s\n", n, key, confirmed(fmt.Sprint(stamp+int64(i)), l.Say(key, said.Note, fmt.Sprint(stamp+int64(i)))))
			dir, err := p.Save(c, note, []link.Mark{m})
			fmt.Printf("saved %d %d %s\n", n, m.Byte, confirmed(dir, err))
		}
	}
}

func confirmed(text string, err error) string {
	if err != nil {
		return "error " + err.Error()
	}
	return strings.ReplaceAll(text, "\n", "|")
}

// crashAt is a crash of ten lines.
func crashAt(text string, n int, function string) *parse.Crash {
	c := crash()
	from, to := on(text, n, ""), on(text, n+10, "")
	c.First, c.Last, c.FirstByte, c.LastByte = n, n+9, from.Byte, to.Byte
	c.Culprit.Function = "f" + function
	c.Body = []parse.BodyLine{{N: n, Raw: from.Raw}}
	return c
}

// Whenever a session is killed, what it confirmed is there for the next one,
// and every folder is whole.
func TestKilledWhileWriting(t *testing.T) {
	b := newBench(t)
	text := log("board", killedLines+20)
	path := b.file("a.log", text)
	said := map[string]string{} // the last confirmed words, by what they are on
	for range *kills {
		for _, line := range b.killed(path, time.Duration(rand.Intn(100))*time.Millisecond) {
			f := strings.SplitN(line, " ", 4)
			if len(f) < 4 || strings.HasPrefix(f[3], "error") {
				t.Fatalf("the session said %q", line)
			}
			said[f[0]+" "+f[2]] = f[3]
		}
		b.holds(path, said)
	}
	t.Logf("%d words and folders after %d kills", len(said), *kills)
}

// killed runs a session, kills it a while after its first word, and returns
// what it had confirmed by then.
func (b bench) killed(path string, after time.Duration) (lines []string) {
	b.t.Helper()
	cmd := b.role("writes", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	r := bufio.NewReader(out)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			break
		}
		if len(lines) == 0 {
			time.AfterFunc(after, func() { cmd.Process.Kill() })
		}
		lines = append(lines, strings.TrimSuffix(line, "\n"))
	}
	cmd.Wait()
	return lines
}

// holds compares what a new session finds with what was confirmed. What was
// written and not confirmed any more may be there as well, joined to it.
func (b bench) holds(path string, told map[string]string) {
	b.t.Helper()
	w := b.words(b.opens(path))
	found := map[string]string{}
	for _, m := range w.Marks {
		found[fmt.Sprintf("remark %d", m.Byte)] = m.Text
	}
	for _, c := range w.Crashes {
		found[fmt.Sprintf("note %d", c.Byte)] = strings.ReplaceAll(c.Note, "\n", "|")
		found[fmt.Sprintf("saved %d", c.Byte)] = c.Folder
	}
	for key, v := range b.ledger().said.All() {
		for _, n := range v.Notes {
			found["said "+key] += " " + n.Text
		}
	}
	saved := b.ledger().index.Saved()
	for what, words := range told {
		if name := filepath.Base(words); strings.HasPrefix(what, "saved ") && !saved[name] {
			b.t.Errorf("the index does not know the folder %s", name)
		}
		if !strings.Contains(found[what], words) {
			b.t.Errorf("%s: %q was confirmed, %q is there", what, words, found[what])
		}
	}
	dirs, _ := filepath.Glob(filepath.Join(b.dir, "state", "crashes", "*"))
	for _, dir := range dirs {
		if !strings.HasPrefix(filepath.Base(dir), ".") {
			b.whole(dir)
		}
	}
}

func (b bench) whole(dir string) {
	b.t.Helper()
	entries, _ := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if !slices.Equal(names, []string{notesFile, rawFile, jsonFile, reportFile}) {
		b.t.Errorf("%s holds %q", dir, names)
		return
	}
	var r struct{ Bytes struct{ First, Last int } }
	err := json.Unmarshal([]byte(read(b.t, dir, jsonFile)), &r)
	if raw := read(b.t, dir, rawFile); err != nil || len(raw) != r.Bytes.Last-r.Bytes.First {
		b.t.Errorf("%s: %d bytes of raw.log, %+v, %v", dir, len(raw), r, err)
	}
	if !strings.Contains(read(b.t, dir, notesFile), "note\n") || !strings.HasPrefix(read(b.t, dir, reportFile), "# ") {
		b.t.Errorf("%s has a torn file", dir)
	}
}

// However many sessions save one crash at once, it is in one folder.
func TestManySavesOfOneCrashAtOnce(t *testing.T) {
	b := newBench(t)
	path := b.file("a.log", stream)
	for range 50 {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if _, err := b.ledger().Save(crash(), Entry{Source: "ttyUSB0"}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		b.folders(1)
		os.RemoveAll(filepath.Join(b.dir, "state", "crashes"))
	}
	for range 4 { // and as processes, on a capture
		var list []*exec.Cmd
		for range 4 {
			cmd := b.role("saves", path)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			list = append(list, cmd)
		}
		for _, cmd := range list {
			cmd.Wait()
		}
		b.folders(1)
		os.RemoveAll(filepath.Join(b.dir, "state"))
	}
}

func (b bench) folders(want int) {
	b.t.Helper()
	if got, _ := filepath.Glob(filepath.Join(b.dir, "state", "crashes", "[0-9]*")); len(got) != want {
		b.t.Fatalf("%d folders, want %d: %q", len(got), want, got)
	}
}

// What killed sessions left goes with the next start or save; what a session is
// just writing stays.
func TestLeftoversAreRemoved(t *testing.T) {
	b := newBench(t)
	l := b.ledger()
	save(t, l, crash(), Entry{Source: "x"})
	left := []string{filepath.Join(l.unfinished(), "1"), filepath.Join(l.unfinished(), "2")}
	plant := func() {
		for _, path := range left {
			os.MkdirAll(filepath.Join(path, "raw.log"), 0o700)
		}
	}
	there := func() (n int) {
		for _, path := range left {
			if isThere(path) {
				n++
			}
		}
		return n
	}
	plant()
	_, unlock := l.lock(l.crashes()) // a session is saving
	b.words(b.opens(b.file("a.log", stream)))
	if there() != 2 {
		t.Error("it removed what a living session was writing")
	}
	unlock()
	b.words(b.opens(filepath.Join(b.dir, "a.log")))
	if there() != 0 {
		t.Error("a start left something")
	}
	plant()
	save(t, b.ledger(), crash(), Entry{Source: "x"})
	if there() != 0 {
		t.Error("a save left something")
	}
	b.folders(1)
}

// A session that is killed between telling the index of a folder and giving it its name
// leaves the name to another crash, whose folder stays its own.
func TestAFolderThatBecameAnothersIsLeftAlone(t *testing.T) {
	l, root := open(t)
	other := crash()
	other.FirstByte, other.Body = 9, []parse.BodyLine{{N: 3, Raw: "another"}}
	mine := crash()
	killed := sightingOf(mine, "a.log", 0)
	killed.Folder = l.name(mine)
	if err := l.index.Add(true, killed); err != nil {
		t.Fatal(err)
	}
	dir := save(t, l, other, Entry{Source: "a.log", Raw: strings.NewReader(stream)})
	if filepath.Base(dir) != killed.Folder {
		t.Fatalf("the other crash is in %s, not in %s", dir, killed.Folder)
	}
	was := read(t, dir, jsonFile)
	again := Open(filepath.Dir(root))
	if now := save(t, again, mine, Entry{Source: "a.log", Raw: strings.NewReader(stream)}); now == dir {
		t.Errorf("two crashes are in %s", dir)
	}
	if read(t, dir, jsonFile) != was {
		t.Error("the other crash was written over")
	}
	if now := save(t, Open(filepath.Dir(root)), other, Entry{Source: "a.log", Raw: strings.NewReader(stream)}); now != dir {
		t.Errorf("the other crash is in %s as well now", now)
	}
}
