package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"oopscope/console/config"
	"oopscope/console/port"
)

// understood is the command line that the arguments are.
func understood(args []string) (config.Command, error) {
	cmd, err := config.Parse(args)
	if err == nil {
		err = errMistyped(&cmd)
	}
	return cmd, err
}

// errMistyped refuses a word that is neither a port nor a file nor a profile, but like a
// command or a profile: as one of several boards it would open a tab, and wait. It is nil
// for all others, which say themselves what is wrong with them.
func errMistyped(cmd *config.Command) error {
	if cmd.Name != "monitor" || len(cmd.Args) == 0 || cmd.Has("resume") {
		return nil
	}
	word, profiles := cmd.Args[0], config.Profiles(config.Path())
	if slices.Contains(profiles, word) || !nothing(word) {
		return nil
	}
	meant := config.Meant(word, profiles)
	if meant == "" {
		return nil
	}
	return fmt.Errorf("no command, profile, port or file is called %q; did you mean `oopscope %s`?", word, meant)
}

// nothing tells whether there is no port and no file of that name, and none is waited for.
func nothing(word string) bool {
	if word == "-" || filepath.Base(word) != word || port.IsAddress(word) {
		return false
	}
	if _, comes := port.MayCome(word, false, fs.ErrNotExist); comes {
		return false
	}
	missing := func(path string) bool {
		_, err := os.Stat(path)
		return errors.Is(err, fs.ErrNotExist)
	}
	return missing(word) && missing(filepath.Join("/dev", word))
}
