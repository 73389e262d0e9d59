package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"oopscope/console/config"
	"oopscope/console/headless"
	"oopscope/console/past"
	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/console/resume"
	"oopscope/ui/picker"
	"oopscope/ui/say"
)

// ports are the machine's, for the picker, the profiles, and the sessions that were left last; without
// any there is still the demo.
func ports() (list []picker.Port) {
	found, _ := port.Local().List()
	for _, l := range found {
		list = append(list, picker.Port{
			Device: l.Device, Driver: l.Driver, Description: l.Description,
			ID: headless.StableID(l), Holder: headless.HeldBy(l),
		})
	}
	names, at := config.PortProfiles(config.Path())
	for i := range names {
		list = append(list, picker.Port{Device: names[i], Description: "profile: " + at[i], Left: true})
	}
	return append(append(list, sessions()...), openedBefore(list)...)
}

// mostAddresses is how many addresses that were opened before are offered; what is typed
// finds all.
const mostAddresses = 5

// openedBefore are the ports that were opened before and are not listed, the latest first.
func openedBefore(listed []picker.Port) (list []picker.Port) {
	dir, err := record.Dir()
	if err != nil {
		return nil
	}
	addresses := 0
	for _, name := range slices.Backward(past.OpenPorts(dir).Load()) {
		if slices.ContainsFunc(listed, func(p picker.Port) bool { return p.Device == name }) {
			continue
		}
		p := picker.Port{Device: name, Description: "opened before", Left: true, Past: true}
		if port.IsAddress(name) && addresses < mostAddresses {
			addresses++
			p.Past = false
		}
		list = append(list, p)
	}
	return list
}

// mostLeft is how many sessions the picker offers, of so many that were left last.
const (
	mostLeft = 3
	mostRead = 20
)

// sessions are those that were left last, for the picker.
func sessions() (list []picker.Port) {
	dir, err := record.Dir()
	if err != nil {
		return nil
	}
	recent, _ := resume.Recent(dir, "", mostRead)
	for _, s := range recent {
		kept, err := os.Stat(s.Record)
		if err != nil || kept.Size() == 0 { // one that waits for its board, or waited
			continue
		}
		list = append(list, picker.Port{
			Device: resumes + s.Record, Left: true, Name: "take up " + s.Target,
			Description: fmt.Sprintf("left %s, %s", s.Saved.Local().Format("2 Jan 15:04"), say.Size(kept.Size())), ID: filepath.Base(s.Record),
		})
	}
	return list[:min(len(list), mostLeft)]
}

// resumes is what stands before the record of a session that is chosen to be taken up.
const resumes = "resume:"
