import Testing

@testable import Helm

/// The command line as pflag reads it.
struct FlagSetTests {
  private func parse(_ words: String...) throws -> FlagSet.Parsed { try FlagSet.template().parse(words) }

  private func fault(_ words: String...) -> String? {
    do {
      _ = try FlagSet.template().parse(words)
      return nil
    } catch { return error.message }
  }

  @Test func formsOfFlags() throws {
    let parsed = try parse("a", "-f", "x,y", "-fz", "--set=a=1", "--set", "b=2", "-nspace", "--no-hooks", "--", "-x")
    #expect(parsed.arguments == ["a", "-x"])
    #expect(parsed.strings("values") == ["x", "y", "z"])
    #expect(parsed.strings("set") == ["a=1", "b=2"])
    #expect(parsed.string("namespace") == "space")
    #expect(parsed.bool("no-hooks"))
    #expect(try parse("--no-hooks=false").bool("no-hooks") == false)
    #expect(try parse("--dry-run").string("dry-run") == "client")
    #expect(try parse("-f=a").strings("values") == ["a"])
    #expect(try parse("-f", "\"a,b\",c").strings("values") == ["a,b", "c"])
  }

  @Test func versionsOfCharts() throws {
    #expect(try parse("--devel").source(nil).version == ">0.0.0-0")
    #expect(try parse("--devel", "--version", "1.0.0").source(nil).version == "1.0.0")
    #expect(try parse("a").source(nil).version.isEmpty)
  }

  @Test func faults() {
    #expect(fault("--nope") == "unknown flag: --nope")
    #expect(fault("--nope=1") == "unknown flag: --nope")
    #expect(fault("-gx") == "unknown shorthand flag: 'x' in -x")
    #expect(fault("--set") == "flag needs an argument: --set")
    #expect(fault("-f") == "flag needs an argument: 'f' in -f")
    #expect(fault("--=x") == "bad flag syntax: --=x")
    #expect(
      fault("--wait=maybe")
        == "invalid argument \"maybe\" for \"--wait\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax")
    #expect(
      fault("-g=7") == "invalid argument \"7\" for \"-g, --generate-name\" flag: "
        + "strconv.ParseBool: parsing \"7\": invalid syntax")
    #expect(
      fault("--timeout", "5x")
        == "invalid argument \"5x\" for \"--timeout\" flag: time: unknown unit \"x\" in duration "
        + "\"5x\"")
    #expect(
      fault("--labels", "a") == "invalid argument \"a\" for \"-l, --labels\" flag: a must be formatted as key=value")
  }

  @Test func numberOfArguments() {
    let result = HelmCommandLine.template([])
    #expect(result.exitCode == 1)
    #expect(
      result.stderr == "Error: \"helm template\" requires at least 1 argument\n\nUsage:  helm template [NAME] [CHART] "
        + "[flags]\n")
    #expect(
      HelmCommandLine.template(["a", "b", "c", "d"]).stderr
        == "Error: expected at most two arguments, unexpected arguments: c, d\n")
  }
}
