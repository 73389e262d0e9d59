//go:build race

package symbols

const racing = true
