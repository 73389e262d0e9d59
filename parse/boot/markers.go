package boot

// marker is a line by which a boot shows. rank orders the stages of one
// boot: a marker of the same or an earlier stage begins another.
type marker struct {
	literal string // begins the text
	rank    int
	how     string
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
	{"NOTICE:  BL1: v", 0, byFirmware},
	{"U-Boot TPL 20", 1, byLoader},
	{"U-Boot SPL 20", 2, byLoader},
	{"NOTICE:  BL2: v", 3, byFirmware},
	{"NOTICE:  BL31: v", 4, byFirmware},
	{"OpenSBI v", 5, byFirmware},
	{"SLOF **********", 5, byFirmware},
	{"UEFI firmware (version", 6, byFirmware},
	{"SeaBIOS (version", 6, byFirmware},
	{"barebox 20", 7, byLoader},
	{"U-Boot 20", 8, byLoader},
	{"EFI stub: Booting Linux Kernel", rankStub, byLoader},
	{"Decompressing Linux...", 10, byLoader},
	{"Uncompressing Linux", 10, byLoader},
	{"Booting Linux on ", rankKernel, byKernel},
	{"Linux version ", rankBanner, byKernel},
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
