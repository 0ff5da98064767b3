using System.Text.Json;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Tests.Verbs.Isolation;

public sealed class LsmStatusVerbTests
{
    [Fact]
    public async Task Run_ThisMachine_NamesEveryModuleWithItsState()
    {
        var (code, output, _) = await Tool.RunAsync("lsm", "status", "--format", "json");
        code.ShouldBe(0);
        using var json = JsonDocument.Parse(output);
        var states = json.RootElement.EnumerateArray().ToDictionary(v => v.GetProperty("module").GetString()!, v => v.GetProperty("state").GetString());
        foreach (var module in (string[])["apparmor", "selinux", "landlock", "yama", "lockdown"])
            states.ShouldContainKey(module);
        states["landlock"].ShouldBe(Landlock.Version() is null ? "absent" : "active");
        states["selinux"].ShouldBe(File.Exists("/sys/fs/selinux/enforce")
            ? (await File.ReadAllTextAsync("/sys/fs/selinux/enforce", TestContext.Current.CancellationToken)).Trim() == "1" ? "enforcing" : "permissive"
            : "absent");
    }
}
