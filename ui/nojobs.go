//go:build !unix

package ui

import tea "charm.land/bubbletea/v2"

// jobControl is nothing where no shell controls jobs.
type jobControl struct{}

func controlJobs(func(tea.Msg)) *jobControl { return &jobControl{} }

func (j *jobControl) release() {}

func (j *jobControl) stop(bool) bool { return false }
