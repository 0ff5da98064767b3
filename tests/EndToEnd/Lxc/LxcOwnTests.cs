using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

/// <summary>A few of Debian's lxc-tests; ./test --lxc-tests runs all of them.</summary>
public sealed class LxcOwnTests
{
    private const int NotHere = 77;

    [Fact]
    public async Task QuickOnes_PassBesideLxc()
    {
        await using var root = new OrchRoot();
        var result = await root.ToolWith(
            new() { ["ORCH_BIN"] = Binaries.Directory }, TimeSpan.FromMinutes(4), Path.Combine(Binaries.Top, "build/lxc-tests"),
            "createconfig", "exit-code", "procsys");
        Assert.SkipWhen(result.ExitCode == NotHere, result.Error.Trim());
        result.Ok();
        foreach (var name in (string[])["createconfig", "exit-code", "procsys"])
            result.Lines.Select(line => line.TrimEnd()).ShouldContain($"{name,-20} {"pass",-10} pass");
    }
}
