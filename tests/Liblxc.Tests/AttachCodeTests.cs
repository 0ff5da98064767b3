using System.Text.RegularExpressions;
using Orchestrator.Liblxc.Tests.Support;

namespace Orchestrator.Liblxc.Tests;

/// <summary>
/// Between the fork of attach and the caller's function only raw calls may be made: anything of the runtime may wait for a
/// thread that the child does not have.
/// </summary>
public sealed partial class AttachCodeTests
{
    private const string Child = "liblxc_Orchestrator_Liblxc_Attach_AttachChild__";

    private static readonly string[] Own = [Child, "Orchestrator_Kernel_Orchestrator_Kernel_Raw_Raw"];

    private static readonly string[] Allowed =
        ["syscall@plt", "__errno_location@plt", "clearenv@plt", "putenv@plt", "RhpFallbackFailFast"];

    // The caller's function is foreign code and runs as such, so that it may call this library again.
    private static readonly string[] AroundTheFunction = ["RhpPInvoke", "RhpPInvokeReturn", "__tls_get_addr@plt"];

    [Fact]
    public async Task Child_UpToTheCallersFunction_CallsNothingOfTheRuntime()
    {
        var library = Path.Combine(CProgram.Ours, "liblxc.so.1");
        var symbols = Path.Combine(CProgram.Ours, "liblxc.so.dbg");
        Assert.SkipUnless(File.Exists(symbols), "the library was published without its symbols");
        var names = (await CProgram.RunAsync("nm", [symbols])).Output.Split('\n')
            .Select(line => line.Split(' ')).Where(parts => parts.Length == 3 && parts[1] is "t" or "T")
            .GroupBy(parts => Convert.ToUInt64(parts[0], 16)).ToDictionary(group => group.Key, group => group.First()[2]);
        var strange = new List<string>();
        var seen = new HashSet<string>();
        var inside = "";
        foreach (var line in (await CProgram.RunAsync("objdump", ["-d", "--no-show-raw-insn", library])).Output.Split('\n'))
        {
            if (AddressPattern().Match(line) is not { Success: true } instruction)
                continue;
            if (names.TryGetValue(Convert.ToUInt64(instruction.Groups[1].Value, 16), out var name))
                inside = name;
            if (!IsOwn(inside))
                continue;
            seen.Add(inside);
            if (CallPattern().Match(line) is not { Success: true } call || IsWithin(call, names))
                continue;
            var target = call.Groups[3].Success
                ? call.Groups[3].Value
                : call.Groups[2].Success ? names.GetValueOrDefault(Convert.ToUInt64(call.Groups[2].Value, 16), "?") : "indirect";
            var around = inside == Child + "Run" && (target == "indirect" || AroundTheFunction.Contains(target));
            if (!IsOwn(target) && !Allowed.Contains(target) && !around)
                strange.Add($"{inside} -> {target}");
        }
        seen.ShouldContain(Child + "Run");
        strange.ShouldBeEmpty();
    }

    private static bool IsOwn(string name) => Own.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    // A jump to what is no method's beginning stays in the method.
    private static bool IsWithin(Match call, Dictionary<ulong, string> names) => call.Groups[1].Value == "jmp" && !call.Groups[3].Success
        && (!call.Groups[2].Success || !names.ContainsKey(Convert.ToUInt64(call.Groups[2].Value, 16)));

    [GeneratedRegex(@"^\s*([0-9a-f]+):\t")]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"\s(call|jmp)\s+(?:([0-9a-f]+)(?:\s+<([^>+]*@plt)>)?|\*.*)")]
    private static partial Regex CallPattern();
}
