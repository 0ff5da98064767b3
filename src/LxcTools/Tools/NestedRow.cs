using Orchestrator.Contracts.Containers;
using Orchestrator.Formats.Lxc.Monitors;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;
using Orchestrator.Lxc;
using Orchestrator.Lxc.Configuration;

namespace Orchestrator.LxcTools.Tools;

/// <summary>A container that is defined within another one, seen from outside: by its files, and by the sockets of the network there.</summary>
internal sealed class NestedRow(string name, bool active, LxcConfiguration configuration) : ILsRow
{
    private const string Place = "/var/lib/lxc";

    public string Name => " " + name;

    public bool Defined => true;

    public string State => active ? ContainerStates.Running : ContainerStates.Stopped;

    public IReadOnlyList<string> Groups => (configuration.Get("lxc.group") ?? "").Split([' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Those that are defined in the container with this init.</summary>
    public static IEnumerable<NestedRow> Of(int init)
    {
        using var root = DirectoryHandle.TryOpen($"/proc/{init}/root", out _);
        // Its links lead nowhere outside.
        using var opened = root?.TryOpenInRoot(Place[1..], Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC, out _);
        if (root is null || opened is null)
            yield break;
        using var folder = DirectoryHandle.FromDescriptor(Descriptor.Duplicate(opened.Number).Release());
        var active = Active(init);
        foreach (var name in folder.DirectoryNames().Order(StringComparer.Ordinal))
        {
            var configuration = new LxcConfiguration();
            if (InsideFile.Read(root, $"{Place[1..]}/{name}/config") is { } text)
            {
                configuration.LoadText(ConfigurationText.Without(text, "lxc.include", group: false), name);
                yield return new NestedRow(name, active.Contains(name), configuration);
            }
        }
    }

    public string? Column(string column) => column switch
    {
        "NAME" => Name,
        "STATE" => State,
        "AUTOSTART" => configuration.Get("lxc.start.auto") == "1" ? "1" : "0",
        "GROUPS" => Groups.Count > 0 ? string.Join(", ", Groups) : "-",
        "UNPRIVILEGED" => string.IsNullOrEmpty(configuration.Get("lxc.idmap")) ? "false" : "true",
        "PID" or "RAM" or "SWAP" or "INTERFACE" or "IPV4" or "IPV6" => "-",
        _ => null,
    };

    private static HashSet<string> Active(int init)
    {
        try
        {
            return [.. File.ReadLines($"/proc/{init}/net/unix").Select(line => LxcSocketNames.NameIn(line, Place)).OfType<string>()];
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return [];
        }
    }
}
