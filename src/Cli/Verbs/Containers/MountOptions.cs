using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary><c>-v</c>, <c>--mount</c> and <c>--tmpfs</c>; relative host paths start at the caller's directory.</summary>
internal static class MountOptions
{
    public static List<MountRequest> Read(Arguments given, Option volume, Option mount, Option tmpfs) =>
    [
        .. given.All(volume).Select(Volume),
        .. given.All(mount).Select(Mount),
        .. given.All(tmpfs).Select(Tmpfs),
    ];

    private static MountRequest Volume(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is not (2 or 3) || parts[0].Length == 0 || (parts.Length == 3 && parts[2] is not ("ro" or "rw")))
            throw new UsageException($"-v wants SRC:DST or SRC:DST:ro, not '{text}'");
        return new MountRequest
        {
            Type = "bind",
            Source = Path.GetFullPath(parts[0]),
            Target = Target(parts[1], text),
            ReadOnly = parts.Length == 3 && parts[2] == "ro",
        };
    }

    private static MountRequest Mount(string text)
    {
        var mount = new MountRequest { Type = "bind", Target = "" };
        foreach (var part in text.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            switch (key)
            {
                case "type" when value is "bind" or "tmpfs" or "output":
                    mount.Type = value;
                    break;
                case "source" or "src":
                    mount.Source = Path.GetFullPath(value);
                    break;
                case "target" or "dst" or "destination":
                    mount.Target = Target(value, text);
                    break;
                case "readonly" or "ro" when value is "" or "true":
                    mount.ReadOnly = true;
                    break;
                case "size" or "tmpfs-size" when ByteSize.TryParse(value, out var bytes):
                    mount.SizeBytes = bytes;
                    break;
                default:
                    throw new UsageException($"--mount does not know '{part}' in '{text}'");
            }
        }
        if (mount.Target.Length == 0)
            throw new UsageException($"--mount wants target=DIR in '{text}'");
        if (mount.Type != "tmpfs" && mount.Source is null)
            throw new UsageException($"--mount type={mount.Type} wants source=PATH in '{text}'");
        return mount;
    }

    private static MountRequest Tmpfs(string text)
    {
        var parts = text.Split(':', 2);
        long? size = null;
        if (parts.Length == 2)
        {
            if (!parts[1].StartsWith("size=", StringComparison.Ordinal) || !ByteSize.TryParse(parts[1][5..], out var bytes))
                throw new UsageException($"--tmpfs wants DST or DST:size=SIZE, not '{text}'");
            size = bytes;
        }
        return new MountRequest { Type = "tmpfs", Target = Target(parts[0], text), SizeBytes = size };
    }

    private static string Target(string path, string text) => path.StartsWith('/')
        ? path
        : throw new UsageException($"the target must be an absolute path inside the container, not '{path}' in '{text}'");
}
