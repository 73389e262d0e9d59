package keymap

import (
	"slices"
	"strings"
	"testing"
)

func TestNoKeyTwiceInAMode(t *testing.T) {
	for _, preset := range Presets() {
		m, err := New(preset)
		if err != nil {
			t.Fatal(err)
		}
		for _, mode := range m.Modes() {
			owner := map[string]string{}
			for _, b := range mode.Bindings {
				for _, k := range slices.Concat(b.Keys, b.Also) {
					if k == "" {
						t.Errorf("%s: %s.%s has an empty key", preset, mode.Name, b.Name)
					}
					if other := owner[k]; other != "" {
						t.Errorf("%s: in %s mode %q is both %s and %s", preset, mode.Name, k, other, b.Name)
					}
					owner[k] = b.Name
				}
				if b.Help == "" || b.Group == "" {
					t.Errorf("%s.%s lacks help or group", mode.Name, b.Name)
				}
			}
		}
	}
}

func TestThePrefixIsFreeInNormalModeAndDoublesItself(t *testing.T) {
	for _, preset := range Presets() {
		m, _ := New(preset)
		for _, b := range m.Modes()[0].Bindings {
			if b.Is(m.Prefix) {
				t.Errorf("%s: the prefix %s is %s in normal mode", preset, m.Prefix, b.Name)
			}
		}
		if !m.Console.Literal.Is(m.Prefix) {
			t.Errorf("%s: %s twice does not send it", preset, m.Prefix)
		}
	}
}

func TestUnknownPresetNamesTheKnown(t *testing.T) {
	_, err := New("emacs")
	if err == nil || !strings.Contains(err.Error(), "picocom") {
		t.Errorf("got %v", err)
	}
}

func TestMarkdownHasEveryBinding(t *testing.T) {
	m, _ := New("")
	text := m.Markdown()
	for _, mode := range m.Modes() {
		for _, b := range mode.Bindings {
			if !strings.Contains(text, b.Help) {
				t.Errorf("%s.%s is not in the table", mode.Name, b.Name)
			}
		}
	}
}
