package config

import "runtime/debug"

// released is the version of a release, which the linker sets: a tarball has no history
// that would tell. See .ci/release.
var released string

// Version is that of the release, or else what the module system knows of this build: a
// tag, or the commit.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "oopscope " + released
	}
	v := "oopscope " + info.Main.Version
	if released != "" {
		v = "oopscope " + released
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			v += " " + s.Value[:12]
		}
	}
	return v + " " + info.GoVersion
}
