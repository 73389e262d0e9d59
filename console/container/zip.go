package container

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"oopscope/console/sevenzip"
	"oopscope/parse/letter"
)

// zipMagic begins a zip file: GitHub hands out a run's logs as one.
const zipMagic = "PK\x03\x04"

func isZip(head []byte) bool {
	return strings.HasPrefix(string(head[:min(len(head), len(zipMagic))]), zipMagic)
}

// zipped opens the files in a zip file, in the order in which it lists them.
func (w *walk) zipped(t Text, in io.ReaderAt, size int64, nesting int) error {
	r, err := zip.NewReader(in, size)
	if err != nil {
		w.Lost(t.Name, fmt.Errorf("%w: not read", err))
		return nil
	}
	var dumps dumps
	for n, entry := range r.File {
		if n == maxEntries {
			w.Lost(t.Name, errors.New("more entries than make sense: the rest is not read; unpack it by hand"))
			break
		}
		if !entry.Mode().IsRegular() {
			continue
		}
		if err := w.zipEntry(t, entry, &dumps, nesting); err != nil {
			return err
		}
	}
	return w.dumps(&dumps)
}

func (w *walk) zipEntry(t Text, entry *zip.File, dumps *dumps, nesting int) error {
	name := within(t.Name, entry.Name)
	in, err := entry.Open()
	if err != nil {
		w.Lost(name, fmt.Errorf("%w: not read", err))
		return nil
	}
	defer in.Close()
	text := Text{Name: name, In: &metered{in: in, by: &w.grant}, Folded: true}
	if dumps.take(entry.Name, text, entry.Modified) {
		return nil
	}
	return w.stream(text, nesting+1)
}

// sevenZipped opens the files in a 7z archive. Its list, too, stands at its end.
func (w *walk) sevenZipped(t Text, in io.ReaderAt, size int64, nesting int) error {
	var dumps dumps
	var stop error // the visitor's word to end it all
	n := 0
	err := sevenzip.Walk(in, size, &w.grant, func(entry sevenzip.File) error {
		if n++; n > maxEntries {
			return fmt.Errorf("more than %d entries: the rest is not read; unpack it by hand", maxEntries)
		}
		text := Text{Name: within(t.Name, entry.Name), In: &metered{in: entry.In, by: &w.grant}, Folded: true}
		if !dumps.take(entry.Name, text, entry.Modified) {
			stop = w.stream(text, nesting+1)
		}
		if _, err := io.Copy(io.Discard, text.In); stop == nil && errors.Is(err, ErrLimit) {
			return err // what is not wanted has to be unpacked, too
		}
		return stop
	})
	switch {
	case stop != nil:
		return stop
	case err != nil:
		w.Lost(t.Name, errors.New(letter.Clean(err.Error())))
	}
	return w.dumps(&dumps)
}

// A zip or 7z archive has its list at its end. One that is read in a row, since it comes
// through a pipe or stands in another archive, is held until it is there.

// mostHeld bounds such an archive, in bytes.
const mostHeld = 64 << 20

var errHeld = errors.New("more than 64 MB of a zip or 7z archive in something else: not read; unpack it by hand")

// isListed tells an archive with its list at its end.
func isListed(head []byte) bool { return isZip(head) || sevenzip.Is(head) }

// held opens one that is read in a row.
func (w *walk) held(t Text, in io.Reader, nesting int) error {
	if err := w.Take(mostHeld); err != nil {
		w.Lost(t.Name, err)
		return nil
	}
	defer w.Give(mostHeld)
	data, err := io.ReadAll(io.LimitReader(in, mostHeld+1))
	if err == nil && len(data) > mostHeld {
		err = errHeld
	}
	if err != nil {
		w.Lost(t.Name, err)
		return nil
	}
	return w.entries(t, bytes.NewReader(data), int64(len(data)), data, nesting)
}

// entries opens what is in an archive that begins so.
func (w *walk) entries(t Text, in io.ReaderAt, size int64, head []byte, nesting int) error {
	open := w.zipped
	if sevenzip.Is(head) {
		open = w.sevenZipped
	}
	return w.holding(t.Name, func() error { return open(t, in, size, nesting) })
}
