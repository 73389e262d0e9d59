// Command oopscope decodes Linux kernel crashes live beside a serial console.
package main

import (
	"fmt"
	"os"

	"oopscope/console/config"
	"oopscope/console/headless"
)

func main() { os.Exit(run(os.Args[1:])) }

// run is the table of contents: the command line in, one of the rooms out.
func run(args []string) int {
	cmd, err := config.Parse(args)
	if err != nil {
		return usage(err)
	}
	if cmd.Name == "help" {
		fmt.Print(config.Help())
		return headless.Done
	}
	set, err := config.Load(&cmd, config.Path(), os.Environ())
	if err != nil {
		return usage(err)
	}
	switch cmd.Name {
	case "scan":
		return scan(&cmd, set)
	}
	return usage(fmt.Errorf("%s is not there yet", cmd.Name))
}

// usage is for a command line or a configuration that makes no sense.
func usage(err error) int {
	fmt.Fprintf(os.Stderr, "oopscope: %v\nTry `oopscope -h`.\n", err)
	return headless.Usage
}

func scan(cmd *config.Command, set config.Settings) int {
	return headless.Scan(cmd.Args, headless.ScanOptions{
		Format:      format(cmd),
		NoRaw:       cmd.Has("no-raw"),
		FailOnCrash: cmd.Has("fail-on-crash"),
		Stdin:       os.Stdin, Out: os.Stdout, Err: os.Stderr,
	})
}

func format(cmd *config.Command) headless.Format {
	switch {
	case cmd.Has("json"):
		return headless.JSON
	case cmd.Has("markdown"):
		return headless.Markdown
	}
	return headless.Text
}
