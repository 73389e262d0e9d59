# Homebrew: brew install --build-from-source ./oopscope.rb. Put the address and the sum of the release in.
class Oopscope < Formula
  desc "Decodes Linux kernel crashes live beside the serial console"
  homepage "https://example.org/oopscope"
  url "https://example.org/oopscope/oopscope-0.1.0.tar.gz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "MIT"

  depends_on "go" => :build

  def install
    ENV["CGO_ENABLED"] = "0"
    system "go", "build", *std_go_args(ldflags: "-s -w -X oopscope/console/config.released=#{version}")
    system "go", "build", *std_go_args(output: bin/"oopscope-export"), "./console/telemetry/oopscope-export"
    man1.install "docs/oopscope.1"
    generate_completions_from_executable(bin/"oopscope", "completion", shells: [:bash, :zsh, :fish], shell_parameter_format: :arg)
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/oopscope --version")
    (testpath/"boot.log").write("[    1.0] Linux version 6.1.0\n[    2.0] all is well\n")
    assert_equal "", shell_output("#{bin}/oopscope scan --json boot.log 2>/dev/null")
  end
end
