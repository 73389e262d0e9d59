# Nix: nix run .#oopscope in the folder of the source. The first build prints the vendorHash to be put in.
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: nixpkgs.lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});
    in {
      packages = each (pkgs: rec {
        default = oopscope;
        oopscope = pkgs.buildGoModule rec {
          pname = "oopscope";
          version = "0.1.0";
          src = ../..;
          vendorHash = pkgs.lib.fakeHash;
          env.CGO_ENABLED = 0;
          subPackages = [ "." "console/telemetry/oopscope-export" ];
          doCheck = false; # the tests want ptys and tmux
          ldflags = [ "-s" "-w" "-X oopscope/console/config.released=${version}" ];
          nativeBuildInputs = [ pkgs.installShellFiles ];
          postInstall = ''
            installManPage docs/oopscope.1
            for shell in bash zsh fish; do
              $out/bin/oopscope completion $shell > oopscope.$shell
              installShellCompletion --$shell oopscope.$shell
            done
          '';
          meta = {
            description = "Decodes Linux kernel crashes live beside the serial console";
            license = pkgs.lib.licenses.mit;
            mainProgram = "oopscope";
          };
        };
      });
    };
}
