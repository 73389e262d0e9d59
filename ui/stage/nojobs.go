//go:build !unix

package stage

import tea "charm.land/bubbletea/v2"

// Jobs is nothing where no shell controls jobs.
type Jobs struct{}

// ControlJobs controls nothing.
func ControlJobs(func(tea.Msg)) *Jobs { return &Jobs{} }

// Release does nothing.
func (j *Jobs) Release() {}

// Stop returns false: nobody is stopped.
func (j *Jobs) Stop(bool) bool { return false }
