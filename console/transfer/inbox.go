package transfer

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"oopscope/console/files"
	"oopscope/console/record"
)

// An Inbox is the folder that files are received into. Nothing in it is replaced.
type Inbox struct {
	Dir   string
	Paths []string // of what was received
}

// mostAlike is how many files of one name a folder may get.
const mostAlike = 1000

// Create makes a file of that name, or one like it: the other end may call its files
// anything, and here that is a name in the folder, of letters, digits, dots and dashes.
func (b *Inbox) Create(name string) (io.WriteCloser, error) {
	if name == "" { // XMODEM tells none
		name = "received-" + time.Now().UTC().Format("20060102T150405Z") + ".bin"
	}
	name = record.Sanitize(filepath.Base(strings.ReplaceAll(name, "\\", "/")))
	ext := filepath.Ext(name)
	for n := 1; n < mostAlike; n++ {
		path := filepath.Join(b.Dir, name)
		if n > 1 {
			path = filepath.Join(b.Dir, fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext))
		}
		f, err := files.Create(path)
		if err == nil {
			b.Paths = append(b.Paths, path)
			return f, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("there are %d files like %s in %s already", mostAlike, name, b.Dir)
}

// Size is how large what was received is.
func (b *Inbox) Size() (all int64) {
	for _, path := range b.Paths {
		if st, err := os.Stat(path); err == nil {
			all += st.Size()
		}
	}
	return all
}

// adopt moves what a program received into a folder of its own into this one, regular
// files only.
func (b *Inbox) adopt(from string) error {
	list, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range list {
		if !e.Type().IsRegular() {
			continue
		}
		f, err := b.Create(e.Name())
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
		theirs := filepath.Join(from, e.Name())
		if err := os.Chmod(theirs, 0o600); err != nil { // the other end chose its mode, too
			return err
		}
		if err := os.Rename(theirs, b.Paths[len(b.Paths)-1]); err != nil {
			return err
		}
	}
	return nil
}

// mostFiles is how many files one batch may have.
const mostFiles = 100

// Outbox opens the files that a person names: a path, which may have blanks in it, or
// several with blanks between them, in quotes where they have blanks themselves.
func Outbox(names string) (list []File, err error) {
	defer func() {
		if err != nil {
			CloseAll(list)
		}
	}()
	paths := []string{strings.TrimSpace(names)}
	if _, err := os.Stat(files.Home(paths[0])); err != nil {
		paths = parted(names)
	}
	if len(paths) == 0 || len(paths) > mostFiles {
		return nil, fmt.Errorf("name the file to be sent, or several, %d at most", mostFiles)
	}
	for _, path := range paths {
		f, err := files.Open(files.Home(path))
		if err != nil {
			return list, err
		}
		st, err := f.Stat()
		if err != nil {
			f.Close()
			return list, err
		}
		list = append(list, File{Path: f.Name(), Size: st.Size(), Time: st.ModTime(), Reader: f})
	}
	return list, nil
}

// parted are the words of a text, as a shell tells them apart: a blank in quotes or behind a
// backslash parts nothing. Any other backslash stays, as paths of Windows have them.
func parted(text string) (words []string) {
	for text = strings.TrimLeft(text, blanks); text != ""; text = strings.TrimLeft(text, blanks) {
		var word string
		word, text = firstWord(text)
		words = append(words, word)
	}
	return words
}

const blanks = " \t"

// firstWord takes the first word off a text.
func firstWord(text string) (word, rest string) {
	var b strings.Builder
	for text != "" && !strings.ContainsRune(blanks, rune(text[0])) {
		switch c := text[0]; {
		case c == '\'' || c == '"':
			quoted, behind, _ := strings.Cut(text[1:], text[:1])
			b.WriteString(quoted)
			text = behind
			continue
		case c == '\\' && len(text) > 1 && strings.IndexByte(" '\"", text[1]) >= 0:
			text = text[1:]
		}
		b.WriteByte(text[0])
		text = text[1:]
	}
	return b.String(), text
}

// CloseAll closes what Outbox opened.
func CloseAll(list []File) {
	for _, f := range list {
		if c, ok := f.Reader.(io.Closer); ok {
			c.Close()
		}
	}
}
