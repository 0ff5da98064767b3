using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Isolation;

/// <summary>S05: what of the security modules is in force is shown, and is what the kernel says.</summary>
public sealed class ConfinementTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task S05_Inspect_ShowsTheLabelThatTheKernelHas_AndStatusWhichModulesThereAre()
    {
        (await root.Orch("run", "-d", "--name", "confined", "busybox", "sleep", "600")).Ok();
        var container = await root.Inspect("confined");
        var shown = container.GetProperty("isolation").GetProperty("lsm");
        var kernel = Label(container.GetProperty("pid").GetInt32());
        if (kernel is null)
            shown.ValueKind.ShouldBe(JsonValueKind.Null);
        else
            shown.GetString().ShouldNotBeNull().ShouldContain(kernel);

        const string active = "/sys/kernel/security/lsm";
        var modules = File.Exists(active) ? File.ReadAllText(active).Trim().Split(',') : [];
        var status = (await root.Orch("lsm", "status")).Ok();
        foreach (var module in modules.Where(module => module is "apparmor" or "selinux" or "landlock"))
            status.Out.ShouldContain(module, Case.Insensitive);
        Console.WriteLine($"S05: modules {(modules.Length > 0 ? string.Join(' ', modules) : "none")}, label {kernel ?? "none"}");
        (await root.Orch("kill", "confined")).Ok();
    }

    /// <summary>Null where no module labels processes: the file is not there, or reading it fails (EINVAL).</summary>
    private static string? Label(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/attr/current").Trim('\0', '\n');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
