package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// settingRules name circumstances that help to judge the rest.
var settingRules = []rule{
	{
		id: "during-suspend", rank: rankSetting + 10, confidence: Likely,
		says: "it happened while the machine went to sleep or woke up",
		fire: duringSuspend,
	},
	{
		id: "during-hotplug", rank: rankSetting + 10, confidence: Likely,
		says: "it happened while a CPU came or went",
		fire: duringHotplug,
	},
	{
		id: "during-probe", rank: rankSetting + 12, confidence: Likely, classes: append([]string{"kasan", "warning", "hung-task"}, deaths...),
		says: "it happened while a driver was taking over its device",
		fire: duringProbe,
	},
	{
		id: "every-frame-guessed", rank: rankSetting + 1, confidence: Certain, frames: true,
		says: "no frame of the trace is reliable",
		fire: guessed,
	},
	{
		id: "kaslr-unknown", rank: rankSetting - 5, confidence: Possible, frames: true, classes: deaths,
		says: "the kernel was moved at boot and the offset was not printed: raw addresses cannot be looked up",
		fire: kaslrUnknown,
	},
	{
		id: "forced-module", rank: rankSetting + 2, confidence: Possible, frames: true,
		says: "modules were loaded or removed by force",
		fire: forcedModule,
	},
}

// interruptedBy tells a frame of what only happened to run when the interrupt came that the
// report is of.
func (x *exam) interruptedBy(f *arch.Frame) bool {
	top := x.chain[0].Context
	return (top == arch.IRQ || top == arch.SoftIRQ || top == arch.NMI) && f.Context != top && f.Context != arch.IRQ && f.Context != arch.SoftIRQ
}

// framed finds the first sure frame whose name begins with one of the words, of what ran
// by itself.
func (x *exam) framed(words ...string) (name string, line int) {
	for i := range x.chain {
		f := &x.chain[i]
		if x.interruptedBy(f) {
			break
		}
		if !f.Reliable {
			continue
		}
		if arch.Begins(word(f.Function), words) {
			return bare(f.Function), f.Line
		}
	}
	return "", 0
}

func duringSuspend(x *exam, f *draft) bool {
	fn, n := x.framed("dpm_suspend", "dpm_resume", "device_suspend", "device_resume", "pm_suspend", "suspend_devices_and_enter", "suspend_enter", "enter_state", "hibernat", "pm_generic_suspend", "pm_generic_resume")
	if n == 0 || x.c.Severity <= crash.Error {
		return false
	}
	f.Text = fmt.Sprintf("It happened while the machine went to sleep or woke up (%s).", fn)
	f.Next = "Look at the driver's suspend and resume functions: a register access before the clock is back, an interrupt that comes too early, work that was not stopped. /sys/power/pm_test narrows it down."
	f.Evidence = []int{n, x.pcLine()}
	return true
}

func duringHotplug(x *exam, f *draft) bool {
	fn, n := x.framed("usb_disconnect", "hub_event", "hub_port_connect", "pciehp_", "mmc_rescan", "mmc_sd_remove", "cpuhp_thread_fun", "cpu_down", "cpu_up", "typec_")
	if n == 0 || x.c.Severity <= crash.Error {
		return false
	}
	what := "a bus looked after a device that came or went"
	if strings.HasPrefix(fn, "cpu") {
		what = "a CPU was switched on or off"
	}
	f.Text = fmt.Sprintf("It happened while %s (%s).", what, fn)
	f.Next = "Try to repeat it by plugging at the same moment of use. Look at the driver's disconnect: it must stop every user before it frees."
	f.Evidence = []int{n, x.pcLine()}
	return true
}

// probers call a driver's probe function: the core, and for it the probe of a struct bus_type.
var probers = []string{
	"really_probe", "driver_probe_device", "call_driver_probe",
	"platform_drv_probe", "platform_probe", "i2c_device_probe", "spi_probe", "spi_drv_probe", "usb_probe_interface", "usb_probe_device", "pci_device_probe", "pnp_device_probe", "acpi_device_probe",
	"amba_probe", "vio_bus_probe", "macio_device_probe", "ccw_device_probe", "virtio_dev_probe", "vmbus_probe", "xenbus_dev_probe", "mdio_probe", "hid_device_probe", "serdev_drv_probe",
	"local_pci_probe", "mmc_bus_probe", "sdio_bus_probe", "spmi_drv_probe", "rpmsg_dev_probe", "auxiliary_bus_probe", "nvdimm_bus_probe", "cxl_bus_probe", "pcmcia_device_probe", "pcie_port_probe_service",
}

// unwinders give back what a probe function had taken, for the core, when that has failed.
var unwinders = []string{"device_unbind_cleanup", "devres_release_all", "release_nodes"}

// duringProbe: a driver was taking over its device. What the core itself calls need not be
// the probe function: it binds pins before, and cleans up behind one that failed.
func duringProbe(x *exam, f *draft) bool {
	by, n := x.framed(probers...)
	if n == 0 {
		return false
	}
	probe, lost := x.calledBy(n)
	if probe == nil {
		return false
	}
	core := arch.Begins(by, []string{"really_probe", "driver_probe_device", "call_driver_probe"})
	f.Text = "It happened while a driver took over its device."
	f.Next = "Compare the device tree node (or ACPI entry) with what the driver expects; check the result of every devm_/of_ call in probe. Unbinding or status = \"disabled\" gets the board up meanwhile."
	switch {
	case core && arch.Begins(probe.Function, unwinders):
		f.Text = "It happened while the core gave back what a driver had taken for its device: its probe function had failed before."
		f.Next = "Look at why probe failed (-EPROBE_DEFER is a failure like others) and whether what is given back by itself (devm_) is so in the right order, and still in use then: an interrupt, a timer, another device that was registered."
	case !lost && (!core || probe.Module != "" || strings.Contains(probe.Function, "probe")):
		f.Text = fmt.Sprintf("It happened while a driver took over its device, in its probe function %s.", at(probe))
	}
	f.Evidence = []int{n, x.pcLine()}
	return true
}

// calledBy returns the last sure frame in front of that line, and whether the frame of a
// leaf function hides its caller there.
func (x *exam) calledBy(line int) (called *arch.Frame, lost bool) {
	for i := range x.chain {
		fr := &x.chain[i]
		if fr.Line == line {
			break
		}
		if fr.Reliable && fr.InFunction() {
			called = fr
		}
		lost = !fr.Reliable && (lost || i == 1)
	}
	return called, lost
}

func guessed(x *exam, f *draft) bool {
	if len(x.c.Chain) < 2 {
		return false
	}
	for i := range x.c.Chain {
		fr := &x.c.Chain[i]
		if fr.Reliable && fr.Line != x.c.Dump.PCLine {
			return false
		}
	}
	f.Text = "Every frame of the call trace is a guess (marked ?): some may be left over from calls that had ended."
	f.Next = "Trust the PC line and the registers. A kernel with CONFIG_UNWINDER_ORC or CONFIG_FRAME_POINTER prints sure frames."
	f.Evidence = []int{x.c.Chain[1].Line, x.c.Chain[len(x.c.Chain)-1].Line}
	f.claim(guessedOnly())
	return true
}

// kaslrUnknown: raw addresses of a kernel that was moved, without the offset.
func kaslrUnknown(x *exam, f *draft) bool {
	if x.c.HasKernelOffset || len(x.c.Chain) < 2 || x.arch == nil || x.arch.Bits != 64 {
		return false
	}
	raw := 0
	for i := range x.c.Chain {
		if fr := &x.c.Chain[i]; fr.Function == "" && fr.HasAddress {
			raw++
		}
	}
	if raw*2 < len(x.c.Chain) {
		return false
	}
	f.Text = "The frames are bare addresses and the report does not say how far the kernel was moved (no Kernel Offset line): they may not fit the symbols of vmlinux."
	f.Next = "Boot with nokaslr, or with CONFIG_KALLSYMS so that names are printed."
	f.Evidence = []int{x.c.Chain[0].Line, x.c.Chain[1].Line}
	return true
}

// forcedModule: modules were loaded or removed by force.
func forcedModule(x *exam, f *draft) bool {
	if x.c.Severity <= crash.Error || !x.tainted("F") && !x.tainted("R") {
		return false
	}
	f.Text = "A module was loaded or removed by force (taint F or R): it may not fit this kernel, or others may still have used it."
	f.Next = "Repeat it without force before anything else."
	f.Evidence = []int{x.taintLine(), x.find("Modules linked in")}
	return true
}
