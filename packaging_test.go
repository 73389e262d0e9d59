package main

import (
	"crypto/md5"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What can be tried of the recipes without the systems that they are for.

// TestTheFlakeIsRead has Nix read the flake and call it with a nixpkgs that only hands its
// arguments back: the package that it asks for has a version, a source and a program.
func TestTheFlakeIsRead(t *testing.T) {
	nix, err := exec.LookPath("nix-instantiate")
	if err != nil {
		t.Skip("Nix is not installed (apt-get install nix-bin)")
	}
	flake, err := filepath.Abs("docs/packaging/flake.nix")
	if err != nil {
		t.Fatal(err)
	}
	const asked = `let
  pkgs = { buildGoModule = x: x; installShellFiles = "shells"; lib = { fakeHash = "sum"; licenses.mit = "MIT"; }; };
  systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
  all = f: builtins.listToAttrs (map (name: { inherit name; value = f name; }) systems);
  made = (import FLAKE).outputs { self = { }; nixpkgs = { lib.genAttrs = names: f: builtins.listToAttrs (map (name: { inherit name; value = f name; }) names); legacyPackages = all (_: pkgs); }; };
  x = made.packages.x86_64-linux.default;
in builtins.concatStringsSep "|" [ x.pname x.version x.meta.mainProgram x.meta.license (toString x.env.CGO_ENABLED) (builtins.concatStringsSep " " x.ldflags) (builtins.concatStringsSep " " (builtins.attrNames made.packages)) x.postInstall (if builtins.pathExists (x.src + "/go.mod") then "source" else "no source") ]`
	home := t.TempDir()
	cmd := exec.Command(nix, "--eval", "--strict", "-E", strings.ReplaceAll(asked, "FLAKE", flake))
	cmd.Env = append(os.Environ(), "HOME="+home, "NIX_STATE_DIR="+home+"/state", "NIX_STORE_DIR="+home+"/store", "NIX_LOG_DIR="+home+"/log", "NIX_CONF_DIR="+home)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{"oopscope|0.1.0|oopscope|MIT|0|-s -w -X oopscope/console/config.released=0.1.0|", "aarch64-darwin aarch64-linux x86_64-darwin x86_64-linux", "installManPage docs/oopscope.1", "|source"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the flake says %s\nwithout %q", out, want)
		}
	}
}

// TestTheRecipeOfYocto reads the recipe as bitbake does, line by line: assignments, inherit and
// tasks, each closed. What it names is there.
func TestTheRecipeOfYocto(t *testing.T) {
	list, _ := filepath.Glob("docs/packaging/yocto/*.bb")
	if len(list) != 1 {
		t.Fatalf("recipes: %q", list)
	}
	text, err := os.ReadFile(list[0])
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]string{}
	assign := regexp.MustCompile(`^(?:export )?([A-Z_a-z]+(?:\[[a-z]+\])?) \?{0,2}= "([^"]*)"$`)
	task := regexp.MustCompile(`^do_[a-z]+(:append|:prepend)?\(\) \{$`)
	body := false
	for n, line := range strings.Split(string(text), "\n") {
		switch m := assign.FindStringSubmatch(line); {
		case body:
			body = line != "}"
		case task.MatchString(line):
			body = true
		case m != nil:
			set[m[1]] = m[2]
		case line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "inherit "):
			t.Errorf("line %d: bitbake does not read %q", n+1, line)
		}
	}
	if body {
		t.Error("a task is not closed")
	}
	for _, name := range []string{"SUMMARY", "LICENSE", "LIC_FILES_CHKSUM", "GO_IMPORT", "SRC_URI", "GO_INSTALL", "do_compile[network]"} {
		if set[name] == "" {
			t.Errorf("%s is not set", name)
		}
	}
	terms, err := os.ReadFile("LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	if sum := fmt.Sprintf("%x", md5.Sum(terms)); !strings.HasSuffix(set["LIC_FILES_CHKSUM"], "LICENSE;md5="+sum) {
		t.Errorf("LIC_FILES_CHKSUM is %q, and the sum of LICENSE %s", set["LIC_FILES_CHKSUM"], sum)
	}
	for _, pkg := range strings.Fields(set["GO_INSTALL"]) {
		dir := "." + strings.TrimPrefix(pkg, "${GO_IMPORT}")
		if found, _ := filepath.Glob(filepath.Join(dir, "*.go")); len(found) == 0 {
			t.Errorf("%s is no package", pkg)
		}
	}
}
