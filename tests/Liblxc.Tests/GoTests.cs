using System.Text.RegularExpressions;
using Orchestrator.Liblxc.Tests.Support;

namespace Orchestrator.Liblxc.Tests;

/// <summary>
/// go-lxc's own test program, compiled once with Debian's Go, on Debian's library and on ours. TestReboot is left out: it does not
/// wait for the reboot, and which of its signal and that of the following TestShutdown the system takes first is chance.
/// </summary>
public sealed partial class GoTests
{
    private const string Sources = "/usr/share/gocode", Package = "gopkg.in/lxc/go-lxc.v2";

    [Fact]
    public async Task GoLxc_OwnTests_PassWhereTheyPassOnDebiansLibrary()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces and mounts need root");
        Assert.SkipUnless(File.Exists($"{Sources}/src/{Package}/lxc_test.go") && File.Exists("/usr/bin/go"), "golang-gopkg-lxc-go-lxc.v2-dev or golang-go is not installed");
        using var scratch = new Scratch();
        var program = await CompileAsync(scratch);
        var names = (await CProgram.RunAsync(program, ["-test.list", ".*"], CProgram.Debian)).Output.Split('\n')
            .Where(name => name.StartsWith("Test", StringComparison.Ordinal) && name != "TestReboot").ToList();
        var theirs = await ResultsAsync(scratch, program, names, CProgram.Debian, null);
        var root = scratch.Folder("root");
        Dictionary<string, string> ours;
        try
        {
            ours = await ResultsAsync(scratch, program, names, CProgram.Ours, root);
        }
        finally
        {
            await CProgram.RunAsync(Path.Combine(CProgram.Ours, "orch"), ["daemon", "--stop", "--with-containers"], root: root);
        }
        theirs.Count(pair => pair.Value == "PASS").ShouldBeGreaterThan(40);
        theirs.Where(pair => pair.Value == "PASS" && ours.GetValueOrDefault(pair.Key) != "PASS").Select(pair => $"{pair.Key} {ours.GetValueOrDefault(pair.Key)}")
            .ShouldBeEmpty();
    }

    private static async Task<string> CompileAsync(Scratch scratch)
    {
        var program = Path.Combine(scratch.Path, "lxc.test");
        var built = await CProgram.RunAsync(
            "env", ["GO111MODULE=off", $"GOPATH={Sources}", $"GOCACHE={scratch.Folder("cache")}", "go", "test", "-c", "-o", program, Package]);
        built.ExitCode.ShouldBe(0, built.ToString());
        return program;
    }

    private static async Task<Dictionary<string, string>> ResultsAsync(
        Scratch scratch, string program, IReadOnlyList<string> names, string library, string? root)
    {
        var run = await CProgram.RunAsync(
            CProgram.Source("private"), [scratch.Folder($"private-{Path.GetFileName(library)}"), program, "-test.v", "-test.timeout", "9m", "-test.run", $"^({string.Join('|', names)})$"], library, root: root);
        return ResultPattern().Matches(run.Output).ToDictionary(match => match.Groups[2].Value, match => match.Groups[1].Value);
    }

    [GeneratedRegex(@"^--- (PASS|FAIL|SKIP): (\w+)", RegexOptions.Multiline)]
    private static partial Regex ResultPattern();
}
