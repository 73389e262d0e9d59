package parse_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"oopscope/parse"
)

// Labelled reports of many kernels and bugs; the folder tells whose they are.
const labelledReports = "../testdata/labelled"

// Least shares, in per cent, of what the labels say.
const (
	leastRecall      = 99.5
	leastTitleClass  = 99.5
	leastTitleBlamed = 97
	mostFalseAlarms  = 0
)

// A labelled report is a log with what it should be called.
type labelled struct {
	name   string
	title  string
	alts   []string
	broken bool // CORRUPTED: the log is too damaged to blame anybody
	log    []byte
}

func labelledCorpus(t testing.TB) []labelled {
	t.Helper()
	names, _ := filepath.Glob(labelledReports + "/*.txt")
	if len(names) == 0 {
		t.Fatal("no labelled reports in " + labelledReports)
	}
	sort.Strings(names)
	var all []labelled
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, readLabels(filepath.Base(name), b))
	}
	return all
}

// readLabels takes the header lines off: up to the first empty line.
func readLabels(name string, b []byte) labelled {
	l := labelled{name: name}
	for len(b) > 0 {
		line, rest, _ := bytes.Cut(b, []byte("\n"))
		b = rest
		key, value, ok := strings.Cut(string(line), ": ")
		if !ok {
			break
		}
		switch key {
		case "TITLE":
			l.title = value
		case "ALT":
			l.alts = append(l.alts, value)
		case "CORRUPTED":
			l.broken = value == "Y"
		}
	}
	b, _, _ = bytes.Cut(b, []byte("\nREPORT:\n"))
	l.log = b
	return l
}

// notOurs are titles of other things than the kernel, or of lines that have
// nothing but a word in common with a crash.
var notOurs = regexp.MustCompile(`^(SYZFAIL|SYZFATAL|trusty: |panic: |fatal error: |lost connection|no output|go runtime|WARNING: ath10k)`)

// titleClasses say which classes fit a title, first row first.
var titleClasses = []struct{ title, classes string }{
	{"KASAN: ", "kasan"},
	{"KFENCE: ", "kfence"},
	{"KMSAN: ", "kmsan"},
	{"KCSAN: ", "kcsan"},
	{"UBSAN: ", "ubsan"},
	{"BUG: unable to handle kernel NULL pointer", "null-deref exec-fault"},
	{"BUG: unable to handle kernel paging", "bad-access exec-fault user-access"},
	{"BUG: unable to handle kernel", "bad-access null-deref exec-fault"},
	{"BUG: corrupted list", "list-corruption"},
	{"BUG: bad usercopy", "usercopy"},
	{"WARNING: bad usercopy", "usercopy warning"},
	{"BUG: Bad page", "page-state"},
	{"BUG: Bad rss", "page-state"},
	{"BUG: Dentry still in use", "kernel-bug refs-stuck warning"},
	{"VFS: Busy inodes", "refs-stuck kernel-bug"},
	{"unregister_netdevice", "refs-stuck"},
	{"BUG: scheduling while atomic", "atomic-sleep"},
	{"BUG: sleeping function", "atomic-sleep"},
	{"BUG: using ", "preempt-use"},
	{"BUG: soft lockup", "soft-lockup"},
	{"BUG: workqueue lockup", "workqueue-stall"},
	{"BUG: workqueue leaked", "atomic-sleep workqueue-stall lockdep"},
	{"BUG: spinlock", "spinlock"},
	{"BUG: rwlock", "spinlock"},
	{"BUG: bad unlock balance", "lockdep"},
	{"BUG: held lock freed", "lockdep"},
	{"BUG: still has locks held", "lockdep"},
	{"BUG: stack guard page", "stack-overflow"},
	{"BUG: memory leak", "memory-leak"},
	{"memory leak", "memory-leak"},
	{"INFO: rcu detected stall", "rcu-stall"},
	{"INFO: rcu_", "rcu-stall"},
	{"INFO: task hung", "hung-task"},
	{"INFO: task can't die", "hung-task"},
	{"INFO: suspicious RCU", "rcu-usage"},
	{"WARNING: suspicious RCU", "rcu-usage"},
	{"INFO: trying to register non-static key", "lockdep"},
	{"INFO: possible", "lockdep"},
	{"possible deadlock", "lockdep"},
	{"inconsistent lock state", "lockdep"},
	{"WARNING: possible ", "lockdep"},
	{"WARNING: locking bug", "lockdep warning"},
	{"WARNING: nested lock", "lockdep"},
	{"WARNING: lock held", "lockdep"},
	{"WARNING: refcount bug", "refcount"},
	{"WARNING: ODEBUG", "debugobjects"},
	{"WARNING: kernel stack", "warning stack-corruption"},
	{"WARNING", "warning net-watchdog alloc-failure irq-unhandled"},
	{"kernel BUG", "kernel-bug fortify list-corruption usercopy"},
	{"general protection fault", "gpf bad-access null-deref"},
	{"divide error", "div-error"},
	{"invalid opcode", "undef-instruction kernel-bug trap"},
	{"stack segment", "trap gpf bad-access"},
	{"PANIC: double fault", "double-fault"},
	{"kernel stack overflow", "stack-overflow double-fault"},
	{"Internal error", "bad-access bus-error exec-fault user-access trap alignment null-deref"},
	{"Unhandled fault", "bad-access bus-error user-access null-deref"},
	{"Alignment trap", "alignment"},
	{"kernel panic: VFS: Unable to mount", "no-rootfs"},
	{"kernel panic: corrupted stack end", "stack-overflow stack-corruption"},
	{"kernel panic: stack is corrupted", "stack-corruption"},
	{"kernel panic: sysrq", "sysrq-crash"},
	{"kernel panic: Attempted to kill init", "init-killed"},
	{"kernel panic", "panic kernel-bug kasan trap"},
	{"trusty", "panic warning"},
	{"unexpected kernel reboot", "reset"},
	{"attempt to ", "kernel-bug"}, // a Rust panic
}

func classesOf(title string) string {
	for _, row := range titleClasses {
		if strings.HasPrefix(title, row.title) {
			return row.classes
		}
	}
	return ""
}

// blamedBy are the functions a title and its alternatives blame: what stands
// behind the last " in ". "corrupted" is nobody.
func (l *labelled) blamedBy() []string {
	var names []string
	for _, t := range append([]string{l.title}, l.alts...) {
		i := strings.LastIndex(t, " in ")
		if i < 0 || strings.HasPrefix(t, "attempt to ") || strings.Contains(t, "still in use") || strings.HasPrefix(t, "VFS: ") {
			continue
		}
		for _, name := range strings.Split(t[i+4:], "/") {
			if name = strings.TrimSpace(name); name != "corrupted" {
				names = append(names, name)
			}
		}
	}
	return names
}

// TestLabelledReports scores the decoder on reports of hundreds of bugs: does
// it find what is there, and only that; is it called what it is; is the
// function named that people would look at.
func TestLabelledReports(t *testing.T) {
	var found, class, blamed tally
	alarms := 0
	for _, l := range labelledCorpus(t) {
		if notOurs.MatchString(l.title) {
			continue
		}
		crashes := decode(l.log)
		k := firstReport(crashes, l.title)
		if l.title == "" {
			if k != nil {
				alarms++
				t.Logf("%s: false alarm: %s %q line %d", l.name, k.Class, k.Title, k.First)
			}
			continue
		}
		found.add(k != nil)
		if k == nil {
			t.Logf("%s: missed: %s", l.name, l.title)
			continue
		}
		want := classesOf(l.title)
		right := want == "" || slices.Contains(strings.Fields(want), k.Class)
		class.add(right)
		if !right {
			t.Logf("%s: class: got %s %q line %d, want %q", l.name, k.Class, k.Header, k.First, l.title)
		}
		if names := l.blamedBy(); len(names) > 0 && !l.broken {
			right := slices.Contains(names, k.Culprit.Function)
			blamed.add(right)
			if !right {
				t.Logf("%s: culprit: got %q of %v, want %v", l.name, k.Culprit.Function, clip(chainNames(k)), names)
			}
		}
	}
	t.Logf("recall %v, false alarms %d, class %v, culprit %v", found, alarms, class, blamed)
	least(t, "recall", found, leastRecall)
	least(t, "class", class, leastTitleClass)
	least(t, "culprit", blamed, leastTitleBlamed)
	if alarms > mostFalseAlarms {
		t.Errorf("%d false alarms, at most %d were allowed", alarms, mostFalseAlarms)
	}
}

// firstReport is the first crash proper; a reset only when that is the title.
func firstReport(crashes []*parse.Crash, title string) *parse.Crash {
	for _, k := range crashes {
		if k.Severity > parse.Error || k.Class == "reset" && title == "unexpected kernel reboot" {
			return k
		}
	}
	return nil
}

func chainNames(k *parse.Crash) (names []string) {
	for _, f := range k.Chain {
		if f.Reliable {
			names = append(names, f.Function)
		}
	}
	return names
}
