package crashpane

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/story"
	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

// TestTheStoryOfABoot: the cause says how many came of it, what came of it says why,
// and both tell all, each sentence at its line.
func TestTheStoryOfABoot(t *testing.T) {
	cause := uitest.SeedCrash(t)
	echo := *cause
	echo.ID, echo.First, echo.Last, echo.Title, echo.Severity = 2, 300, 320, "WARNING in check_flush", parse.Warning
	echo.Echo = crash.Echo{Kind: crash.OfVictim, Of: cause.ID, First: cause.First, Why: "it is modprobe[1726] on its way out.", Lines: []int{300}}
	s := story.Tell([]*parse.Crash{cause, &echo})
	for c, want := range map[*parse.Crash]string{cause: "What followed from it: 1 report.", &echo: "Follows from crash: line 1, at line 1: it is modprobe[1726] on its way out."} {
		c.Story = s
		p := New(theme.New(), func(int) string { return "crash: line 1" })
		p.SetSize(90, 60)
		p.SetFocused(true)
		p.SetCrash(c, nil, "", true, "")
		view := strings.Join(strings.Fields(ansi.Strip(p.View())), " ")
		for _, w := range []string{want, "Story of the boot", "It began with NULL pointer", "Then WARNING in check_flush (line 300): it is"} {
			if !strings.Contains(view, w) {
				t.Errorf("%q is not in\n%s", w, ansi.Strip(p.View()))
			}
		}
	}
}
