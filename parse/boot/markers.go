package boot

// marker is a line by which a boot shows. rank orders the stages of one
// boot: a marker of the same or an earlier stage begins another.
type marker struct {
	literal string
	rank    int
	how     string
	start   bool // the literal must begin the text
}

// How a boot was recognised.
const (
	byInput    = "first"
	byFirmware = "firmware"
	byLoader   = "boot loader"
	byKernel   = "kernel banner"
	byTime     = "time went back"
)

const (
	rankStub   = 9
	rankKernel = 11
	rankBanner = 12
)

// markers are the beginnings that boot loaders, firmware, decompressors and
// the kernel itself print once a boot, earliest stage first.
var markers = []marker{
	{"NOTICE:  BL1: v", 0, byFirmware, true},
	{"U-Boot TPL 20", 1, byLoader, true},
	{"U-Boot SPL 20", 2, byLoader, true},
	{"NOTICE:  BL2: v", 3, byFirmware, true},
	{"NOTICE:  BL31: v", 4, byFirmware, true},
	{"OpenSBI v", 5, byFirmware, true},
	{"SLOF **********", 5, byFirmware, true},
	{"UEFI firmware (version", 6, byFirmware, true},
	{"SeaBIOS (version", 6, byFirmware, true},
	{"barebox 20", 7, byLoader, true},
	{"U-Boot 20", 8, byLoader, true},
	{"EFI stub: Booting Linux Kernel", rankStub, byLoader, true},
	{"Decompressing Linux...", 10, byLoader, false},
	{"Uncompressing Linux", 10, byLoader, true},
	{"Booting Linux on ", rankKernel, byKernel, true},
	{"Linux version ", rankBanner, byKernel, true},
}

func markerOf(text []byte) *marker {
	if len(text) < 8 {
		return nil
	}
	switch text[0] {
	case 'N', 'U', 'O', 'S', 'b', 'E', 'D', 'B', 'L':
	default:
		return nil
	}
	for i := range markers {
		m := &markers[i]
		if m.literal[0] == text[0] && len(text) >= len(m.literal) && string(text[:len(m.literal)]) == m.literal {
			return m
		}
	}
	return nil
}
