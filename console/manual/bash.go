package manual

import (
	"fmt"
	"strings"

	"oopscope/console/config"
)

// The beginning and the end of the script. It works with the bash of macOS (3.2), and
// without the package bash-completion. Nothing that the program prints is evaluated.
const (
	bashBegin = `# bash completion of oopscope: source <(oopscope completion bash)
_oopscope_words() { # of the lines that come, those that begin so
	local word
	while IFS= read -r word; do
		[[ $word == "$cur"* ]] && COMPREPLY+=("$word")
	done
}
_oopscope_files() { # compgen's action: -f or -d
	local word
	compopt -o filenames 2>/dev/null
	while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$1" -- "$cur")
}
_oopscope() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=monitor flags= word
	COMPREPLY=()
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $word in
`
	bashEnd = `}
complete -F _oopscope oopscope
`
)

func bash() string {
	var b strings.Builder
	b.WriteString(bashBegin)
	fmt.Fprintf(&b, "\t\t%s) command=$word; break ;;\n\t\tesac\n\tdone\n\tcase $prev in\n", strings.Join(config.Commands, "|"))
	for i := range config.Flags {
		if f := &config.Flags[i]; f.Value != "" {
			fmt.Fprintf(&b, "\t%s) %sreturn ;;\n", strings.Join(spellings(f), "|"), bashValue(f))
		}
	}
	b.WriteString("\tesac\n\tcase $command in\n")
	for _, c := range everybody() {
		var names []string
		for _, f := range flagsOf(c) {
			names = append(names, spellings(f)...)
		}
		fmt.Fprintf(&b, "\t%s) flags='%s' ;;\n", c, strings.Join(names, " "))
	}
	b.WriteString("\tesac\n\tif [[ $cur == -* ]]; then\n\t\t_oopscope_words < <(printf '%s\\n' $flags)\n\t\treturn\n\tfi\n\tcase $command in\n")
	fmt.Fprintf(&b, "\tmonitor) _oopscope_words < <(printf '%%s\\n' %s; oopscope completion ports 2>/dev/null); _oopscope_files -f ;;\n", strings.Join(config.Commands, " "))
	fmt.Fprintf(&b, "\t%s) _oopscope_words < <(oopscope completion ports 2>/dev/null) ;;\n", strings.Join(taking("ports"), "|"))
	fmt.Fprintf(&b, "\t%s) _oopscope_words < <(oopscope completion names 2>/dev/null) ;;\n", strings.Join(taking("names"), "|"))
	fmt.Fprintf(&b, "\t%s) _oopscope_words < <(printf '%%s\\n' %s) ;;\n", strings.Join(taking("shells"), "|"), strings.Join(Shells, " "))
	fmt.Fprintf(&b, "\t%s) _oopscope_files -f ;;\n", strings.Join(taking("files"), "|"))
	b.WriteString("\tesac\n" + bashEnd)
	return b.String()
}

// bashValue completes what stands behind a flag.
func bashValue(f *config.Flag) string {
	switch w := words(f); {
	case wants(f, "FILE"):
		return "_oopscope_files -f; "
	case wants(f, "DIR"):
		return "_oopscope_files -d; "
	case len(w) > 0:
		return fmt.Sprintf("_oopscope_words < <(printf '%%s\\n' %s); ", strings.Join(w, " "))
	}
	return ""
}
