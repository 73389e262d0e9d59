package main

import (
	"os"

	"oopscope/console/config"
	"oopscope/console/demo"
)

// knowing returns settings that know the simulated board's own module, where that
// is the target and the command line names no other symbols. Those of a
// configuration are of real boards.
func knowing(cmd *config.Command, set config.Settings, target string) config.Settings {
	if target != "demo" || cmd.Has("vmlinux") || cmd.Has("modules") || cmd.Has("system-map") {
		return set
	}
	cache, err := os.UserCacheDir()
	if err == nil {
		cache, err = demo.UnpackModule(cache)
	}
	if err != nil {
		tell("the demo's module has no symbols: %v", err)
		return set
	}
	set.Vmlinux, set.Modules, set.SystemMap = "", cache, ""
	return set
}
