using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Isolation.Capabilities;

namespace Orchestrator.Cli.Verbs.Isolation.Capabilities;

/// <summary>What capsh --print, capsh --decode and getpcaps do: the five sets of a process or of a container's init.</summary>
internal sealed class CapShowVerb : Verb
{
    private static readonly Option Decode = new("--decode", null, "HEX", "Name the capabilities of a mask, as in /proc/PID/status");

    private static readonly IReadOnlyList<Column<CapabilitySetView>> Columns =
    [
        new("SET", s => s.Set),
        new("MASK", s => s.Mask),
        new("CAPABILITIES", s => s.Capabilities.Count == 0 ? "-" : string.Join(',', s.Capabilities), Machine: s => string.Join(' ', s.Capabilities)),
    ];

    public override string Name => "cap show";

    public override string Summary => "Show the five capability sets of a container, a process or this one (capsh)";

    public override string Operands => "[CONTAINER|PID]";

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Decode, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        if (call.Arguments.Get(Decode) is { } hex)
        {
            var digits = hex.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? hex.AsSpan(2) : hex;
            if (!ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var mask))
                throw new UsageException($"--decode wants a hexadecimal mask of at most 64 bits, not '{hex}'");
            call.Out.Write($"0x{mask:x16}={string.Join(',', CapabilitySetView.Names(mask))}\n");
            return 0;
        }
        var pid = call.Operands.Count == 0 ? Environment.ProcessId : await ProcessOperand.FindAsync(call, call.Operands[0]);
        var sets = Read(pid) ?? throw new ProblemException(new Problem
        {
            Title = $"The process {pid} cannot be looked at",
            Detail = "It is gone, or its /proc entry is hidden from you.",
            ExitCode = ExitCodes.NotFound,
        });
        CapabilitySetView[] views = [.. sets.Sets.Select(set => CapabilitySetView.Of(set.Name, set.Mask))];
        call.Render.List(views, Columns, IsolationJson.Indented.IReadOnlyListCapabilitySetView);
        return 0;
    }

    private static ProcessCapabilities? Read(int pid)
    {
        try
        {
            return ProcessCapabilities.Parse(File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/status"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
