package link

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Rule is a named pattern that a person reads the console with: a filter, of which
// several together say what lines are shown, or a highlight, which colours what it finds.
type Rule struct {
	Name   string `json:"name"`
	Text   string `json:"text"`             // what is looked for
	Regexp bool   `json:"regexp,omitempty"` // by Go's RE2 syntax; else the text itself
	Not    bool   `json:"not,omitempty"`    // a filter: lines with it are hidden
	Colour string `json:"colour,omitempty"` // of a highlight: one of Colours, "" for a filter
	On     bool   `json:"on"`
}

// Colours are those of highlights. "mark" is reverse video, which there is without colours, too.
var Colours = []string{"red", "green", "yellow", "blue", "magenta", "cyan", "grey", "mark"}

// MostRules is how many filters, and how many highlights, there may be.
const MostRules = 64

// ParseFilter reads a filter: TEXT, /REGEXP/, or either behind an exclamation mark.
func ParseFilter(name, text string) (Rule, error) {
	r := Rule{Name: name}
	rest, not := strings.CutPrefix(text, "!")
	r.Not = not && rest != ""
	if !r.Not {
		rest = text
	}
	return r, r.take(rest)
}

// ParseHighlight reads a highlight: COLOUR TEXT or COLOUR /REGEXP/.
func ParseHighlight(name, text string) (Rule, error) {
	colour, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	r := Rule{Name: name, Colour: strings.ToLower(colour), On: true}
	if !slices.Contains(Colours, r.Colour) {
		return r, fmt.Errorf("%q is no colour; write COLOUR TEXT or COLOUR /REGEXP/, with one of %s", colour, strings.Join(Colours, ", "))
	}
	return r, r.take(strings.TrimSpace(rest))
}

// take takes the pattern in.
func (r *Rule) take(text string) error {
	if r.Regexp = len(text) > 2 && text[0] == '/' && text[len(text)-1] == '/'; r.Regexp {
		text = text[1 : len(text)-1]
	}
	r.Text = text
	return r.Check()
}

// Check says what is wrong with a rule.
func (r *Rule) Check() error {
	switch {
	case r.Name == "":
		return fmt.Errorf("a rule without a name; write NAME = PATTERN")
	case r.Text == "":
		return fmt.Errorf("%s: nothing to look for", r.Name)
	case r.Colour != "" && !slices.Contains(Colours, r.Colour):
		return fmt.Errorf("%s: %q is no colour", r.Name, r.Colour)
	case !r.Regexp:
		return nil
	}
	if _, err := regexp.Compile(r.Text); err != nil {
		return fmt.Errorf("%s: %w", r.Name, err)
	}
	return nil
}

// String writes the rule as the configuration has it.
func (r Rule) String() string {
	s := r.Text
	if r.Regexp {
		s = "/" + s + "/"
	}
	if r.Not {
		s = "!" + s
	}
	if r.Colour != "" {
		s = r.Colour + " " + s
	}
	return s
}
