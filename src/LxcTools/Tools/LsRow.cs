using System.Globalization;
using Orchestrator.Contracts.Containers;
using Orchestrator.Lxc;

namespace Orchestrator.LxcTools.Tools;

/// <summary>One container of a list; what costs something is asked only for a column that is shown.</summary>
internal sealed class LsRow(string path, string name, bool defined, ContainerView? view, bool elsewhere) : ILsRow
{
    private LxcContainer? Container => field ??= Open();

    public string Name => name;

    public bool Defined => defined;

    /// <summary>Also of one that runs under LXC itself.</summary>
    public string State => field ??= view?.State ?? (elsewhere ? Container?.State : null) ?? ContainerStates.Stopped;

    /// <summary>Of its init; null when it does not run.</summary>
    public int? Pid => view?.Pid ?? (IsStopped ? null : Container?.InitPid);

    private bool IsStopped => State == ContainerStates.Stopped;

    public IReadOnlyList<string> Groups => Value("lxc.group").Split([' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Null: there is no such column.</summary>
    public string? Column(string column) => column switch
    {
        "NAME" => name,
        "STATE" => State,
        "PID" => Pid?.ToString(CultureInfo.InvariantCulture) ?? "-",
        "RAM" => Megabytes("memory.current", "memory.usage_in_bytes"),
        "SWAP" => Megabytes("memory.swap.current", "memory.memsw.usage_in_bytes", less: "memory.usage_in_bytes"),
        "AUTOSTART" => Value("lxc.start.auto") == "1" ? "1" : "0",
        "GROUPS" => Joined(Groups, ", "),
        "INTERFACE" => IsStopped ? "-" : Joined(Container?.GetInterfaces()?.Order(StringComparer.Ordinal), ", "),
        "IPV4" => IsStopped ? "-" : Joined(Container?.GetIps(null, "inet"), ", "),
        "IPV6" => IsStopped ? "-" : Joined(Container?.GetIps(null, "inet6"), ", "),
        "UNPRIVILEGED" => Value("lxc.idmap").Length > 0 ? "true" : "false",
        _ => null,
    };

    private static string Joined(IEnumerable<string>? words, string between) =>
        words is not null && string.Join(between, words) is { Length: > 0 } text ? text : "-";

    private string Megabytes(string file, string old, string? less = null)
    {
        if (IsStopped)
            return "-";
        var current = Number(file);
        var bytes = current ?? Number(old) - (less is null ? 0 : Number(less));
        return bytes is { } known ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, known) / 1048576.0:0.00}MB") : "-";
    }

    private long? Number(string file) =>
        long.TryParse(Container?.GetCgroupItem(file)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private string Value(string key) => Container?.GetConfigItem(key) ?? "";

    private LxcContainer? Open()
    {
        try
        {
            return new LxcContainer(name, path);
        }
        catch (InvalidDataException)
        {
            // Its name is shown all the same.
            return null;
        }
    }
}
