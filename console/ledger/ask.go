package ledger

import (
	"path/filepath"
	"slices"

	"oopscope/console/link"
)

// What is asked of all sessions together, by the command line and by the screen.

// Groups returns all signatures of a kind with what was said of them, the one met
// last first. After an error what could be read is returned all the same.
func (l *Ledger) Groups(kind string) ([]link.Group, error) {
	err := catchUp(l.index, l.crashes())
	groups, e := l.index.Groups(kind)
	if e != nil {
		err = explain("read", l.index.Path(), e)
	}
	verdicts := l.said.All()
	for i := range groups {
		groups[i].Verdict = verdicts[groups[i].Key]
		if groups[i].Verdict.Status == "" {
			groups[i].Verdict.Status = link.New
		}
		groups[i].Back = isBack(&groups[i].Verdict, groups[i].Last.Kernel, groups[i].Last.At)
	}
	if kind == link.ATrouble && len(groups) > 0 {
		l.newFirst(groups)
	}
	return groups, err
}

// newFirst puts trouble first that came only after the last boot without a crash.
func (l *Ledger) newFirst(groups []link.Group) {
	lives, _ := l.index.Lives()
	good := -1
	for i := range lives {
		if len(lives[i].Crashes) == 0 {
			good = i
		}
	}
	if good < 0 {
		return
	}
	g := &lives[good]
	for i := range groups {
		s := &groups[i].First
		sameOne := s.Source == g.Source && s.Base == g.Base && s.Boot == g.Boot
		groups[i].New = s.At.After(g.At) && !sameOne
	}
	slices.SortStableFunc(groups, func(a, b link.Group) int {
		switch {
		case a.New == b.New:
			return 0
		case a.New:
			return -1
		}
		return 1
	})
}

// Of returns all sightings of a signature, oldest first, with the paths of the
// folders that they are saved in, where those are there.
func (l *Ledger) Of(kind, key string) ([]link.Sighting, error) {
	list, err := l.index.Of(kind, key)
	for i := range list {
		if name := list[i].Folder; name != "" {
			list[i].Folder = filepath.Join(l.crashes(), filepath.Base(name))
			if !isDir(list[i].Folder) {
				list[i].Folder = ""
			}
		}
	}
	return list, err
}

// Recall returns what the screen shows of all sessions.
func (l *Ledger) Recall() (all link.Recollection, err error) {
	if all.Crashes, err = l.Groups(link.ACrash); err != nil {
		return all, err
	}
	if all.Trouble, err = l.Groups(link.ATrouble); err != nil {
		return all, err
	}
	all.Lives, err = l.Lives()
	return all, err
}

// Lives returns all boots with their crashes, oldest first.
func (l *Ledger) Lives() ([]link.Life, error) { return l.index.Lives() }

// Latest returns the last so many boots, and besides them those in which a signature
// crashed, oldest first; and how many boots there are in all.
func (l *Ledger) Latest(n int, key string) (lives []link.Life, boots int, err error) {
	return l.index.Latest(n, key)
}

// Say keeps what a person says of a signature: see [said.Journal.Say].
func (l *Ledger) Say(key, what, words string) error {
	title := ""
	if all, _ := l.index.Of(link.ACrash, key); len(all) > 0 {
		title = all[0].Title
	}
	err := l.said.Say(key, title, what, words)
	if err == nil || link.IsNonsense(err) {
		return err
	}
	return explain("write into", filepath.Dir(l.said.Path()), err)
}
