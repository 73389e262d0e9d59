package main

import (
	"bytes"
	"errors"
	"strings"

	"oopscope/console/headless"
	"oopscope/console/hook"
)

// benchHooks are the hooks of a profile, and what else a recipe needs.
type benchHooks struct{ hook.Set }

// Bundle packs a saved crash into an archive beside its folder.
func (benchHooks) Bundle(folder string) (path string, err error) {
	var errs bytes.Buffer
	path = folder + ".tar.gz"
	if headless.Report(folder, headless.ReportOptions{Form: "bundle", Output: path, Out: &errs, Err: &errs}) != headless.Done {
		return "", errors.New(strings.TrimPrefix(strings.TrimSpace(errs.String()), "oopscope: "))
	}
	return path, nil
}
