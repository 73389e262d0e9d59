package ledger

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"oopscope/parse"
	"oopscope/parse/export"
)

// content is one file of a saved crash.
type content struct {
	name string
	fill func(io.Writer) error
}

func contents(c *parse.Crash, e Entry) []content {
	files := []content{{rawFile, func(w io.Writer) error { return writeRaw(w, c, e.Raw) }}}
	if e.strip {
		files = append(files, content{TextFile, func(w io.Writer) error { return writeText(w, c, e.Raw) }})
	}
	return append(files, []content{
		{reportFile, text(export.Markdown(c, e.options()))},
		{notesFile, text(notes(&e))},
		// The last one: its time tells when the folder was written.
		{jsonFile, func(w io.Writer) error {
			_, err := w.Write(export.AppendJSON(nil, c, export.Options{File: e.Source, Seen: Seen(e.seen)}))
			return err
		}},
	}...)
}

// writeText writes the same without escape sequences.
func writeText(w io.Writer, c *parse.Crash, raw io.ReaderAt) error {
	var b bytes.Buffer
	if err := writeRaw(&b, c, raw); err != nil {
		return err
	}
	_, err := w.Write(Text(b.Bytes()))
	return err
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// writeRaw copies the exact bytes out of the record. Without one, or when it
// does not hold them, the crash's own lines are the next best: control bytes
// were taken out of them, and foreign lines between them are missing.
func writeRaw(w io.Writer, c *parse.Crash, raw io.ReaderAt) error {
	if exact(c, raw) {
		_, err := io.Copy(w, io.NewSectionReader(raw, c.FirstByte, c.LastByte-c.FirstByte))
		return err
	}
	for i := range c.Body {
		if _, err := io.WriteString(w, c.Body[i].Raw+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// exact tells whether the crash's own bytes can be had.
func exact(c *parse.Crash, raw io.ReaderAt) bool {
	return raw != nil && c.LastByte > c.FirstByte && holds(raw, c.LastByte) && begins(raw, c)
}

// holds tells whether the record reaches up to an offset.
func holds(raw io.ReaderAt, end int64) bool {
	var last [1]byte
	n, _ := raw.ReadAt(last[:], end-1)
	return n == 1
}

// begins tells whether the crash's first line is where it should be. Bytes that
// a full disk kept out of the record make all that follow stand too early, and
// its name may be another file's by now.
func begins(raw io.ReaderAt, c *parse.Crash) bool {
	if len(c.Body) == 0 {
		return true
	}
	words := strings.Fields(c.Body[0].Raw)
	var head [4096]byte
	n, _ := raw.ReadAt(head[:], c.FirstByte)
	return len(words) == 0 || bytes.Contains(head[:n], []byte(words[len(words)-1]))
}

const markedLines = "## Marked lines"

// notes is notes.md: the person's words first, then the marked lines.
func notes(e *Entry) string {
	var b bytes.Buffer
	b.WriteString("# Notes\n")
	if e.Notes != "" {
		fmt.Fprintf(&b, "\n%s\n", strings.TrimRight(e.Notes, "\n"))
	}
	for i, m := range e.Marks {
		if i == 0 {
			b.WriteString("\n" + markedLines + "\n\n")
		}
		fmt.Fprintf(&b, "- line %d, %s: %s\n", m.Line, m.At.UTC().Format("2006-01-02 15:04:05Z"), export.Clean(m.Text))
		fmt.Fprintf(&b, "  %s\n", export.CodeSpan(export.Clean(m.Raw)))
	}
	return b.String()
}
