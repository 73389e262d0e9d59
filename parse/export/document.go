package export

import (
	"slices"
	"strings"

	"oopscope/parse/crash"
)

// The names of a report's sections, in the order in which they are written.
// [Options.Sections] chooses among them.
const (
	summarySection     = "summary"
	whySection         = "why"
	storySection       = "story"
	beforeSection      = "before"
	chainSection       = "chain"
	variablesSection   = "variables"
	stacksSection      = "stacks"
	detailsSection     = "details"
	codeSection        = "code"
	registersSection   = "registers"
	environmentSection = "environment"
	qualitySection     = "quality"
	notesSection       = "notes"
	rawSection         = "raw"
)

// Titles that a mail looks at.
const (
	chainTitle   = "Call chain"
	qualityTitle = "Quality of the report"
)

// Sections returns the names that [Options.Sections] may have.
func Sections() []string {
	return []string{
		summarySection, whySection, storySection, beforeSection, chainSection, variablesSection, stacksSection, detailsSection, codeSection,
		registersSection, environmentSection, qualitySection, notesSection, rawSection,
	}
}

// A document is a crash as it is told to people, before it is laid out as text,
// Markdown or HTML. Every string in it is one clean line.
type document struct {
	head     string
	fields   []field
	findings []told
	story    []string
	parts    []part
	notes    []string
	marks    []Mark
	raw      []string
}

// A field is one labelled line of the summary.
type field struct{ name, value string }

// told is a finding in words.
type told struct{ text, proof, next string }

// A part is a section of rows that keep their places.
type part struct {
	title string
	rows  []string
}

// documentOf tells a crash, of which options may leave sections out.
func documentOf(c *crash.Crash, opt Options) *document {
	d := &document{head: Headline(c)}
	if opt.wants(summarySection) {
		d.fields = slices.DeleteFunc(fieldsOf(c, &opt), func(f field) bool { return f.value == "" })
	}
	if opt.wants(whySection) {
		for _, f := range judge(c) {
			d.findings = append(d.findings, told{Clean(f.Text), proof(f), Clean(f.Next)})
		}
	}
	if opt.wants(storySection) && c.Story != nil && c.Story.Follows() {
		for _, r := range c.Story.Rows() {
			d.story = append(d.story, Clean(r.Text))
		}
	}
	d.addParts(c, opt)
	if opt.wants(notesSection) {
		d.addNotes(opt)
	}
	if opt.wants(rawSection) && !opt.NoRaw {
		d.raw = rawRows(c)
	}
	if opt.Redact != nil {
		d.redact(opt.Redact)
	}
	return d
}

// wants reports whether a section is to be written.
func (o *Options) wants(section string) bool {
	return len(o.Sections) == 0 || slices.Contains(o.Sections, section)
}

func (d *document) addParts(c *crash.Crash, opt Options) {
	add := func(section, title string, rows []string) {
		if len(rows) > 0 && opt.wants(section) {
			d.parts = append(d.parts, part{title, rows})
		}
	}
	add(beforeSection, "Unusual before it", beforeRows(c.Before))
	add(chainSection, chainTitle, chainRows(c.Chain, c.Telling))
	add(variablesSection, "Variables", variableRows(c))
	for i := range c.Stacks {
		add(stacksSection, stackTitle(&c.Stacks[i]), chainRows(c.Stacks[i].Frames, nil))
	}
	add(detailsSection, "Details", factRows(c))
	add(codeSection, "Code", codeRows(&c.Dump))
	add(registersSection, "Registers", registerRows(c))
	add(environmentSection, "Environment", environmentRows(c))
	add(qualitySection, qualityTitle, problemRows(c))
}

// addNotes adds the person's own words: their lines stay lines.
func (d *document) addNotes(opt Options) {
	if opt.Notes != "" {
		for l := range strings.SplitSeq(strings.TrimRight(opt.Notes, "\n"), "\n") {
			d.notes = append(d.notes, Clean(l))
		}
	}
	for _, m := range opt.Marks {
		d.marks = append(d.marks, Mark{Line: m.Line, Text: Clean(m.Text), Raw: Clean(m.Raw)})
	}
}

// redact replaces what tells who and where, but in the lines that are made of the
// kernel's own tables: the list that a report goes to is nobody's secret.
func (d *document) redact(line func(string) string) {
	each := func(rows []string) {
		for i := range rows {
			rows[i] = line(rows[i])
		}
	}
	each(d.raw) // first: a log's lines tell hosts by what stands around them
	d.head = line(d.head)
	for i := range d.fields {
		if f := &d.fields[i]; f.name != ownerField && f.name != signatureField {
			f.value = line(f.value)
		}
	}
	for i := range d.findings {
		f := &d.findings[i]
		f.text, f.next = line(f.text), line(f.next)
	}
	each(d.story)
	for i := range d.parts {
		d.parts[i].title = line(d.parts[i].title)
		each(d.parts[i].rows)
	}
	each(d.notes)
	for i := range d.marks {
		d.marks[i].Text, d.marks[i].Raw = line(d.marks[i].Text), line(d.marks[i].Raw)
	}
}
