using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Values;
using Orchestrator.Formats.Mounts;

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
        if (parts.Length is not (2 or 3) || parts[0].Length == 0)
            throw new UsageException($"-v wants SRC:DST or SRC:DST:OPTIONS, not '{text}'");
        // As in Docker: a path has a slash or begins with a dot, anything else is the name of a volume.
        var named = !parts[0].Contains('/') && parts[0][0] != '.';
        var request = new MountRequest
        {
            Type = named ? "volume" : "bind",
            Source = named ? VolumeName(parts[0], text) : Path.GetFullPath(parts[0]),
            Target = Target(parts[1], text),
        };
        return parts.Length == 2 ? request : With(request, parts[2].Split(','), "-v", text);
    }

    private static MountRequest Mount(string text)
    {
        var mount = new MountRequest { Type = "bind", Target = "" };
        string? source = null;
        List<string> words = [];
        foreach (var part in text.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            switch (key)
            {
                case "type" when value is "bind" or "volume" or "tmpfs" or "output":
                    mount.Type = value;
                    break;
                case "source" or "src":
                    source = value;
                    break;
                case "target" or "dst" or "destination":
                    mount.Target = Target(value, text);
                    break;
                case "readonly" or "ro" when value is "" or "true" or "1":
                    mount.ReadOnly = true;
                    break;
                case "size" or "tmpfs-size" when ByteSize.TryParse(value, out var bytes):
                    mount.SizeBytes = bytes;
                    break;
                case "tmpfs-mode":
                    words.Add("mode=" + value);
                    break;
                case "bind-nonrecursive" when value is "" or "true" or "1":
                    words.Add("bind");
                    break;
                case "consistency" or "volume-nocopy":
                    break; // nothing is ever copied, and the other is for Docker on other systems
                default:
                    words.Add(part);
                    break;
            }
        }
        if (mount.Target.Length == 0)
            throw new UsageException($"--mount wants target=DIR in '{text}'");
        if (mount.Type != "tmpfs" && string.IsNullOrEmpty(source))
            throw new UsageException($"--mount type={mount.Type} wants source={(mount.Type == "volume" ? "NAME" : "PATH")} in '{text}'");
        if (source is not null)
            mount.Source = mount.Type == "volume" ? VolumeName(source, text) : Path.GetFullPath(source);
        return With(mount, words, "--mount", text);
    }

    private static MountRequest Tmpfs(string text)
    {
        var parts = text.Split(':', 2);
        var request = new MountRequest { Type = "tmpfs", Target = Target(parts[0], text) };
        return parts.Length == 1 ? request : With(request, parts[1].Split(','), "--tmpfs", text);
    }

    private static MountRequest With(MountRequest mount, IReadOnlyList<string> given, string option, string text)
    {
        List<string> words = [];
        foreach (var word in given)
        {
            if (word is "ro" or "rw")
                mount.ReadOnly = word == "ro";
            else if (mount.Type != "tmpfs" || !word.StartsWith("size=", StringComparison.Ordinal))
                words.Add(word);
            else if (ByteSize.TryParse(word[5..], out var bytes))
                mount.SizeBytes = bytes;
            else
                throw new UsageException($"{option} wants size=SIZE, such as size=64M, not '{word}' in '{text}'");
        }
        var read = MountWords.Read(words);
        if (read.Problem is { } problem)
            throw new UsageException($"{option} '{text}': {problem}");
        if (mount.Type != "tmpfs" && read.Data.Count > 0)
            throw new UsageException($"{option} does not know '{read.Data[0]}' in '{text}'");
        if (words.Count > 0)
            mount.Options = words;
        return mount;
    }

    private static string VolumeName(string name, string text) => Names.IsValid(name)
        ? name
        : throw new UsageException($"'{name}' in '{text}' is not a possible name of a volume: {Names.Rule}. A path has a slash, as in ./{name}");

    private static string Target(string path, string text) => path.StartsWith('/')
        ? path
        : throw new UsageException($"the target must be an absolute path inside the container, not '{path}' in '{text}'");
}
