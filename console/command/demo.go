package command

import (
	"os"

	"oopscope/console/config"
	"oopscope/console/demo"
	"oopscope/console/ending"
)

// KnowingDemo returns settings that know the simulated board's own module, where that
// is the target and the command line names no other symbols. Those of a
// configuration are of real boards.
func KnowingDemo(cmd *config.Command, set config.Settings, target string) config.Settings {
	if target != "demo" || cmd.Has("vmlinux") || cmd.Has("modules") || cmd.Has("system-map") {
		return set
	}
	cache, err := os.UserCacheDir()
	if err == nil {
		cache, err = demo.UnpackModule(cache)
	}
	if err != nil {
		ending.Tell("the demo's module has no symbols: %v", err)
		return set
	}
	set.Vmlinux, set.Modules, set.SystemMap = "", cache, ""
	return set
}
