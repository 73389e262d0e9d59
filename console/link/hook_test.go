package link

import (
	"slices"
	"testing"
	"time"
)

func TestARecipeIsReadStepByStep(t *testing.T) {
	r, err := ParseRecipe("quiet=5s, sysrq=lwtm save bundle hook=power-cycle hook=notify stop=10")
	want := []RecipeStep{{Do: "quiet", Wait: 5 * time.Second, Arg: "5s"}, {Do: "sysrq", Arg: "lwtm"}, {Do: "save"}, {Do: "bundle"}, {Do: "hook", Arg: "power-cycle"}, {Do: "hook", Arg: "notify"}}
	if err != nil || r.Stop != 10 || !slices.Equal(r.Steps, want) || !slices.Equal(r.Hooks(), []string{"power-cycle", "notify"}) {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := ParseRecipe("save power-cycle"); err != nil || !slices.Equal(r.Hooks(), []string{"power-cycle"}) {
		t.Errorf("the name of a hook alone: %+v, %v", r, err)
	}
	for _, wrong := range []string{"quiet", "quiet=1h", "sysrq=c", "sysrq=", "save=x", "hook", "stop=0", "stop=x", "dance=1"} {
		if r, err := ParseRecipe(wrong); err == nil || r.Steps != nil {
			t.Errorf("%q is %+v", wrong, r)
		}
	}
}
