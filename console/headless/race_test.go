//go:build race

package headless

const racing = true
