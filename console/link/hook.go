package link

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Hook is a command of the bench, which a profile names: the program and its
// arguments, as they are.
type Hook struct {
	Name string
	Args []string
}

// A HookResult is what became of one.
type HookResult struct {
	Status int           // of its exit, -1 when it was killed or did not start
	Took   time.Duration // from its start
	Output string        // the end of what it said, cleaned
}

// Words are the result in a line.
func (r HookResult) Words(name string) string {
	words := fmt.Sprintf("%s ended with status %d after %v", name, r.Status, r.Took.Round(time.Second/10))
	if out := strings.Join(strings.Fields(r.Output), " "); out != "" {
		words += ": " + out
	}
	return words
}

// A RecipeResult is what became of a recipe behind a crash.
type RecipeResult struct {
	Crash  int    // the crash's ID
	Words  string // that all is done, and where; "" when it is not
	Err    error  // the first step that did not go
	Output string // of the hook that ran last, cleaned
	Folder string // where the crash was saved, "" when it was not
}

// A Recipe is what is done behind a crash, step by step.
type Recipe struct {
	Steps []RecipeStep
	Stop  int // after so many crashes nothing is done any more; 0 for never
}

// A RecipeStep is one of quiet, sysrq, save, bundle and hook.
type RecipeStep struct {
	Do   string
	Wait time.Duration // of quiet: how long nothing must have come
	Arg  string        // of sysrq its keys, of hook its name
}

// sysRqAllowed are the keys that a recipe may send: those that show something, s and u,
// and the reboot. The others need a person.
const sysRqAllowed = "9lwtmpdqzsub"

// ParseRecipe reads the steps of a recipe: "quiet=5s sysrq=lwtm save bundle
// hook=power-cycle stop=10". A word that is no step is the name of a hook.
func ParseRecipe(text string) (r Recipe, err error) {
	for word := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ' ' || c == ',' || c == '\n' }) {
		name, arg, _ := strings.Cut(word, "=")
		step := RecipeStep{Do: name, Arg: arg}
		ok := false
		switch name {
		case "quiet":
			step.Wait, err = time.ParseDuration(arg)
			ok = err == nil && step.Wait > 0 && step.Wait <= 10*time.Minute
		case "sysrq":
			ok = arg != "" && strings.Trim(arg, sysRqAllowed) == ""
		case "save", "bundle":
			ok = arg == ""
		case "hook":
			ok = arg != ""
		case "stop":
			r.Stop, err = strconv.Atoi(arg)
			if err != nil || r.Stop < 1 {
				break
			}
			continue
		default:
			ok = name == word
			step = RecipeStep{Do: "hook", Arg: word}
		}
		if !ok {
			return Recipe{}, fmt.Errorf("%q is no step: give quiet=5s, sysrq=lwtm (of %s), save, bundle, hook=NAME, stop=N", word, sysRqAllowed)
		}
		r.Steps = append(r.Steps, step)
	}
	return r, nil
}

// Hooks returns the names of the hooks that a recipe needs.
func (r Recipe) Hooks() (names []string) {
	for _, s := range r.Steps {
		if s.Do == "hook" && !slices.Contains(names, s.Arg) {
			names = append(names, s.Arg)
		}
	}
	return names
}
