package trouble

import "testing"

// TestShape: what differs from device to device and from time to time is gone,
// what the message is about stays.
func TestShape(t *testing.T) {
	for text, want := range map[string]string{
		"cma: cma_alloc: alloc failed, req-size: 2 pages, ret: -16":                 "cma: cma_alloc: alloc failed, req-size: # pages, ret: -16",
		"pru-rproc 4a334000.pru: probe with driver pru-rproc failed with error -12": "pru-rproc #.pru: probe with driver pru-rproc failed with error -12",
		"pru-rproc 4a338000.pru: failed to allocate dma memory: len 0xee2800":       "pru-rproc #.pru: failed to allocate dma memory: len #",
		"usb 1-1.2:1.0: device descriptor read/64, error -110":                      "usb #: device descriptor read/#, error -110",
		"mmc0: error -110 whilst initialising SD card":                              "mmc#: error -110 whilst initialising SD card",
		"mmc1: error -84 whilst initialising SD card":                               "mmc#: error -84 whilst initialising SD card",
		"blk_update_request: I/O error, dev mmcblk0p2, sector 31116160":             "blk_update_request: I/O error, dev mmcblk#p#, sector #",
		"EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls":      "EXT#-fs error (device sda#): ext#_find_entry:#: inode ##: comm ls",
		"nvme nvme0: I/O 12 QID 3 timeout, completion polled":                       "nvme nvme#: I/O # QID # timeout, completion polled",
		"i2c i2c-2: failed with error -6":                                           "i#c i#c-#: failed with error -6",
		"e1000e 0000:00:1f.6 eth0: could not set timer: (-22)":                      "# # eth#: could not set timer: (-22)",
		"no number at all": "no number at all",
		"":                 "",
	} {
		if got := Shape(text); got != want {
			t.Errorf("%q\n has %q\nwant %q", text, got, want)
		}
	}
}

func TestErrno(t *testing.T) {
	for text, want := range map[string]int{
		"ret: -16": 16, "ret=-16": 16, "failed (-22)": 22, "failed: -110.": 110, "error -517": 0, "usb 1-1: reset": 0, "error -110 whilst": 110, "": 0, "x-12": 0, "- ": 0,
	} {
		if got := Errno(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
