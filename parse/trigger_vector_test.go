//go:build amd64

package parse

func machineKernels(all map[string]kernel) map[string]kernel {
	if hasAVX2 {
		all["AVX2"] = (*filter).findAVX2
	}
	if hasVBMI {
		all["VBMI"] = (*filter).findVBMI
	}
	return all
}
