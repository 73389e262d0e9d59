package manual

import (
	"fmt"
	"strings"

	"oopscope/console/config"
)

func zsh() string {
	var b strings.Builder
	b.WriteString("#compdef oopscope\n# zsh completion of oopscope: oopscope completion zsh > a file _oopscope in a folder of $fpath\n")
	b.WriteString("_oopscope_lines() { local -a list; list=(${(f)\"$(oopscope completion $1 2>/dev/null)\"}); compadd -a list }\n")
	b.WriteString("_oopscope_arguments() {\n\tcase $command in\n")
	fmt.Fprintf(&b, "\tmonitor) compadd %s; _oopscope_lines ports; _files ;;\n", strings.Join(config.Commands, " "))
	fmt.Fprintf(&b, "\t(%s)) _oopscope_lines ports ;;\n", strings.Join(taking("ports"), "|"))
	fmt.Fprintf(&b, "\t(%s)) _oopscope_lines names ;;\n", strings.Join(taking("names"), "|"))
	fmt.Fprintf(&b, "\t(%s)) compadd %s ;;\n", strings.Join(taking("shells"), "|"), strings.Join(Shells, " "))
	fmt.Fprintf(&b, "\t(%s)) _files ;;\n\tesac\n}\n", strings.Join(taking("files"), "|"))
	b.WriteString("_oopscope() {\n\tlocal command=monitor word\n\tlocal -a flags\n\tfor word in ${words[2,CURRENT-1]}; do\n")
	fmt.Fprintf(&b, "\t\tcase $word in (%s)) command=$word; break ;; esac\n\tdone\n\tcase $command in\n", strings.Join(config.Commands, "|"))
	for _, c := range everybody() {
		fmt.Fprintf(&b, "\t%s) flags=(\n", c)
		for _, f := range flagsOf(c) {
			b.WriteString("\t\t" + zshFlag(f) + "\n")
		}
		b.WriteString("\t) ;;\n")
	}
	b.WriteString("\tesac\n\t_arguments -S $flags '*: :_oopscope_arguments'\n}\n")
	b.WriteString("if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _oopscope \"$@\"; else compdef _oopscope oopscope; fi\n")
	return b.String()
}

// zshFlag is a flag as _arguments reads it.
func zshFlag(f *config.Flag) string {
	help := strings.NewReplacer(`'`, `'\''`, "[", `\[`, "]", `\]`, ":", `\:`).Replace(f.Help)
	many := "(" + strings.Join(spellings(f), " ") + ")"
	if f.Many {
		many = "*"
	}
	plus, equals, value := "", "", ""
	if f.Value != "" { // which may be glued to the name
		plus, equals, value = "+", "=", ":"+f.Value+":"+zshValue(f)
	}
	if f.Letter == "" {
		return fmt.Sprintf("'%s--%s%s[%s]%s'", many, f.Name, equals, help, value)
	}
	return fmt.Sprintf("'%s'{-%s%s,--%s%s}'[%s]%s'", many, f.Letter, plus, f.Name, equals, help, value)
}

func zshValue(f *config.Flag) string {
	switch w := words(f); {
	case wants(f, "FILE"):
		return "_files"
	case wants(f, "DIR"):
		return "_files -/"
	case len(w) > 0:
		return "(" + strings.Join(w, " ") + ")"
	}
	return ""
}
