//go:build amd64

package literal

func machineFinders(all map[string]finder) map[string]finder {
	if hasAVX2 {
		all["AVX2"] = (*Set).findAVX2
	}
	if hasVBMI {
		all["VBMI"] = (*Set).findVBMI
	}
	return all
}
