using System.Diagnostics;
using System.Text.RegularExpressions;
using Orchestrator.Launcher.Tests.Support;

namespace Orchestrator.Launcher.Tests;

/// <summary>
/// The code between clone and exec may call nothing but itself and the two functions of libc behind RawCall: anything
/// else of the runtime may wait for a thread that does not exist there, or allocate.
/// </summary>
public sealed partial class ChildCodeTests
{
    private const string Prefix = "orch_launcher_Orchestrator_Launcher_Child_";

    private static readonly string[] Own =
        [Prefix, "Orchestrator_Kernel_Orchestrator_Kernel_Raw_Raw", "Orchestrator_LaunchPlan_Orchestrator_LaunchPlan_PlanView_"];

    /// <summary>libc behind RawCall, and the end of a process whose stack was overwritten.</summary>
    private static readonly string[] Allowed = ["syscall@plt", "__errno_location@plt", "RhpFallbackFailFast"];

    [Fact]
    public async Task ChildCode_CallsNothingOfTheRuntime()
    {
        var binary = Path.Combine(Path.GetDirectoryName(LauncherHost.Executable())!, "orch-launcher.dbg");
        Assert.SkipUnless(File.Exists(binary), "the launcher was published without its symbols");
        Assert.SkipUnless(File.Exists("/usr/bin/objdump"), "objdump is not installed");
        var symbols = (await RunAsync("nm", binary)).Split('\n')
            .Select(line => line.Split(' ')).Where(parts => parts.Length == 3)
            .Select(parts => (Address: Convert.ToUInt64(parts[0], 16), Name: parts[2])).ToArray();
        var methods = symbols.Where(symbol => symbol.Name.StartsWith(Prefix, StringComparison.Ordinal)).ToArray();
        // The call through the procedure linkage table carries the name; a stripped program has it from its own file.
        var code = await RunAsync("objdump", "-d", "--no-show-raw-insn", LauncherHost.Executable());
        var names = symbols.GroupBy(symbol => symbol.Address).ToDictionary(group => group.Key, group => group.First().Name);

        var strange = new List<string>();
        var seen = new HashSet<string>();
        var inside = "";
        foreach (var line in code.Split('\n'))
        {
            if (InstructionPattern().Match(line) is not { Success: true } instruction)
                continue;
            var address = Convert.ToUInt64(instruction.Groups[1].Value, 16);
            if (names.TryGetValue(address, out var name) && !name.StartsWith('.'))
                inside = name;
            if (!IsOwn(inside))
                continue;
            seen.Add(inside);
            if (CallPattern().Match(line) is not { Success: true } call)
                continue;
            var destination = call.Groups[2].Success ? Convert.ToUInt64(call.Groups[2].Value, 16) : 0;
            var target = call.Groups[3].Success ? call.Groups[3].Value : names.GetValueOrDefault(destination, call.Value.Trim());
            // A jump within the method, or through the table of a switch, is none to another method.
            if (call.Groups[1].Value == "jmp" && !call.Groups[3].Success && (destination == 0 || !names.ContainsKey(destination)))
                continue;
            if (!IsOwn(target) && !Allowed.Contains(target))
                strange.Add($"{inside} -> {target}");
        }

        seen.Count.ShouldBeGreaterThan(30);
        methods.ShouldContain(method => method.Name == Prefix + "ChildMain__Run");
        strange.ShouldBeEmpty();
    }

    private static bool IsOwn(string name) => Own.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(LauncherHost.Token());
        await process.WaitForExitAsync(LauncherHost.Token());
        process.ExitCode.ShouldBe(0);
        return output;
    }

    [GeneratedRegex(@"^\s*([0-9a-f]+):\t")]
    private static partial Regex InstructionPattern();

    /// <summary>Instruction, address if it is direct, and the name of an import; "&lt;name+0x…&gt;" is only the nearest symbol.</summary>
    [GeneratedRegex(@"\s(call|jmp)\s+(?:([0-9a-f]+)(?:\s+<([^>+]*@plt)>)?|\*.*)")]
    private static partial Regex CallPattern();
}
