package container

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"oopscope/console/sevenzip"
	"oopscope/parse/letter"
)

// zipMagic begins a zip file: GitHub hands out a run's logs as one.
const zipMagic = "PK\x03\x04"

func isZip(head []byte) bool {
	return strings.HasPrefix(string(head[:min(len(head), len(zipMagic))]), zipMagic)
}

// zipped opens the files in a zip file, in the order in which it lists them. The
// list stands at its end, so that only a file has it and no stream.
func (w *walk) zipped(t Text, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		w.Lost(t.Name, err)
		return nil
	}
	r, err := zip.NewReader(f, info.Size())
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
		if err := w.zipEntry(t, entry, &dumps); err != nil {
			return err
		}
	}
	return w.dumps(&dumps)
}

func (w *walk) zipEntry(t Text, entry *zip.File, dumps *dumps) error {
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
	return w.stream(text, 1)
}

// sevenZipped opens the files in a 7z archive. Its list, too, stands at its end.
func (w *walk) sevenZipped(t Text, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		w.Lost(t.Name, err)
		return nil
	}
	var dumps dumps
	var stop error // the visitor's word to end it all
	n := 0
	err = sevenzip.Walk(f, info.Size(), &w.grant, func(entry sevenzip.File) error {
		if n++; n > maxEntries {
			return fmt.Errorf("more than %d entries: the rest is not read; unpack it by hand", maxEntries)
		}
		text := Text{Name: within(t.Name, entry.Name), In: &metered{in: entry.In, by: &w.grant}, Folded: true}
		if !dumps.take(entry.Name, text, entry.Modified) {
			stop = w.stream(text, 1)
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
