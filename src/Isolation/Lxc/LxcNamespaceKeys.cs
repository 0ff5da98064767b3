using System.Globalization;
using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Values;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>lxc.namespace.* and lxc.time.offset.*</summary>
internal static class LxcNamespaceKeys
{
    private const string Share = "lxc.namespace.share.";

    public static void Apply(LxcBuilder builder)
    {
        var keep = builder.Settings.All("lxc.namespace.keep").ToList();
        var clone = builder.Settings.All("lxc.namespace.clone").ToList();
        if (keep.Count > 0 && clone.Count > 0)
        {
            builder.Refuse(keep[0], $"it excludes lxc.namespace.clone ({clone[0].Place}). Clear one of them.");
            return;
        }
        if (keep.Count > 0)
            KeepHost(builder, keep[0], Words(keep));
        else if (clone.Count > 0)
            KeepHost(builder, clone[0], [.. LxcNamespaces.All.Except(Words(clone)).Where(name => name != "time" && (name != "user" || !HasMaps(builder)))]);
        Sharing(builder);
        Offsets(builder);
    }

    private static IReadOnlyList<string> Words(List<LxcItem> items) => [.. items.SelectMany(item => LxcNamespaces.Words(item.Value)).Distinct()];

    private static bool HasMaps(LxcBuilder builder) => builder.Spec.IdMaps is not null;

    private static void KeepHost(LxcBuilder builder, LxcItem item, IReadOnlyList<string> names)
    {
        var namespaces = builder.Spec.Namespaces;
        foreach (var name in names)
        {
            switch (name)
            {
                case "mnt":
                    builder.Refuse(item, "a container has a root of its own; the host's mount namespace would be none.");
                    break;
                case "pid" when !names.Contains("user"):
                    builder.Refuse(item, "the host's processes can be shared with the host's user namespace only. Keep user too.");
                    break;
                case "net":
                    namespaces = namespaces with { Network = NetworkMode.Host };
                    break;
                case "user" when HasMaps(builder):
                    builder.Refuse(item, "there are id maps (lxc.idmap), which need a user namespace.");
                    break;
                case "user":
                    namespaces = namespaces with { User = UserNamespaceMode.Host };
                    break;
                case "time":
                    break; // shared unless there are offsets
                default:
                    namespaces = namespaces with { Host = [.. namespaces.Host ?? [], name] };
                    break;
            }
        }
        builder.Spec = builder.Spec with { Namespaces = namespaces };
    }

    private static void Sharing(LxcBuilder builder)
    {
        var joined = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in builder.Settings.Below(Share))
        {
            var name = item.Key[Share.Length..];
            if (!LxcNamespaces.All.Contains(name))
                builder.Refuse(item, $"there is no {name} namespace; there are {string.Join(", ", LxcNamespaces.All)}.");
            else if (item.Value.StartsWith('/'))
                joined[name] = item.Value;
            else if (int.TryParse(item.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                joined[name] = $"/proc/{pid}/ns/{name}";
            else
                joined[name] = $"container:{item.Value}";
        }
        if (joined.Count > 0)
            builder.Spec = builder.Spec with { Namespaces = builder.Spec.Namespaces with { Join = joined } };
    }

    private static void Offsets(LxcBuilder builder)
    {
        var boot = Offset(builder, "lxc.time.offset.boot");
        var monotonic = Offset(builder, "lxc.time.offset.monotonic");
        if (boot is null && monotonic is null)
            return;
        builder.Spec = builder.Spec with
        {
            Namespaces = builder.Spec.Namespaces with { ClockOffset = monotonic ?? TimeSpan.Zero, BootOffset = boot ?? TimeSpan.Zero },
        };
    }

    private static TimeSpan? Offset(LxcBuilder builder, string key) =>
        builder.Settings.Value(key) is { } text && LxcDuration.TryParse(text, out var offset) ? offset : null;
}
