using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>What <c>orch ps</c> shows of a container.</summary>
internal static class ContainerColumns
{
    public static IReadOnlyList<Column<ContainerView>> Of(TimeProvider time, bool size) => size ? [.. Usual(time), Size] : Usual(time);

    private static readonly Column<ContainerView> Size = new(
        "SIZE", c => Sizes(c.Size), Right: true, c => c.Size?.WrittenBytes.ToString(CultureInfo.InvariantCulture) ?? "-");

    private static string Sizes(SizeView? size) => size is null ? "-"
        : size.SharedBytes + size.ImageBytes == 0 ? ByteSize.Format(size.WrittenBytes)
        : $"{ByteSize.Format(size.WrittenBytes)} ({ByteSize.Format(size.WrittenBytes + size.SharedBytes + size.ImageBytes)})";

    private static IReadOnlyList<Column<ContainerView>> Usual(TimeProvider time) =>
    [
        new("NAME", c => c.Name),
        new("ID", c => c.Id.ToString("N")[^12..], Machine: c => c.Id.ToString()),
        new("STATE", c => (c.WaitingFor ?? c.Health?.Status) is { } more ? $"{c.State} ({more})" : c.State, Machine: c => c.State),
        new("EXIT", c => Exit(c.Exit)),
        new("IMAGE", c => c.Image ?? "-"),
        new("COMMAND", c => string.Join(' ', c.Command)),
        new("PID", c => c.Pid?.ToString(CultureInfo.InvariantCulture) ?? "-", Right: true),
        new("TRY", c => c.Attempt.ToString(CultureInfo.InvariantCulture), Right: true),
        new("AGE", c => Duration.Format(time.GetUtcNow() - c.CreatedAt), Right: true, c => Time(c.CreatedAt)),
    ];

    public static string Exit(ExitView? exit) => exit switch
    {
        null => "-",
        { Unknown: true } => "?",
        { Oom: true } => "OOM",
        { TimedOut: true } => "TIMEOUT",
        { Code: { } code } => code.ToString(CultureInfo.InvariantCulture),
        { Signal: { } signal } => Signals.Name(signal),
        _ => "-",
    };

    public static string Time(DateTimeOffset? time) =>
        time?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "-";
}
