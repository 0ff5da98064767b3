using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage.Files;

/// <summary>What an upper layer changes of the layers below it: read from the layers themselves, whether mounted or not.</summary>
internal sealed class UpperChanges
{
    /// <summary>A directory deeper than this is one that a container made to be deep.</summary>
    private const int MostDepth = 500;

    private readonly DirectoryHandle _lower;
    private readonly byte[] _opaque;
    private readonly List<FileChange> _changes = [];

    private UpperChanges(DirectoryHandle lower, bool userAttributes)
    {
        _lower = lower;
        _opaque = Encoding.ASCII.GetBytes((userAttributes ? "user" : "trusted") + ".overlay.opaque\0");
    }

    /// <summary>In the order of their paths.</summary>
    /// <param name="lower">The layers below, as overlay shows them together.</param>
    public static IReadOnlyList<FileChange> Of(DirectoryHandle upper, DirectoryHandle lower, bool userAttributes)
    {
        var changes = new UpperChanges(lower, userAttributes);
        changes.Directory(upper.Number, "", 0, below: true);
        return changes._changes;
    }

    private void Directory(int directory, string path, int depth, bool below)
    {
        if (depth > MostDepth)
            return;
        var names = EntryCalls.Names(directory, out _);
        var hides = below && EntryCalls.GetAttribute(directory, _opaque, stackalloc byte[8]) > 0;
        if (hides)
            Deleted(path, [.. names.Select(Text)]);
        foreach (var name in names)
        {
            if (EntryCalls.Look(directory, name, out var status) < 0)
                continue;
            var here = $"{path}/{Text(name)}";
            var before = below && !hides ? Below(here) : null;
            if (status.IsWhiteout)
            {
                if (before is not null)
                    _changes.Add(new FileChange('D', here));
                continue;
            }
            _changes.Add(new FileChange(before is null ? 'A' : 'C', here));
            if (!status.IsDirectory)
                continue;
            var fd = EntryCalls.Open(directory, name, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
            if (fd < 0)
                continue;
            try
            {
                Directory(fd, here, depth + 1, before is { IsDirectory: true });
            }
            finally
            {
                EntryCalls.Close(fd);
            }
        }
    }

    private void Deleted(string path, HashSet<string> kept)
    {
        var fd = EntryCalls.OpenInRoot(_lower.Number, Encoding.UTF8.GetBytes($".{path}\0"), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY, links: false);
        if (fd < 0)
            return;
        foreach (var name in EntryCalls.Names(fd, out _).Select(Text).Where(name => !kept.Contains(name)))
            _changes.Add(new FileChange('D', $"{path}/{name}"));
        EntryCalls.Close(fd);
    }

    private EntryStatus? Below(string path)
    {
        var fd = EntryCalls.OpenInRoot(_lower.Number, Encoding.UTF8.GetBytes($".{path}\0"), Fcntl.O_PATH | Fcntl.O_NOFOLLOW, links: false);
        if (fd < 0)
            return null;
        var found = EntryCalls.Look(fd, "\0"u8, out var status) == 0;
        EntryCalls.Close(fd);
        return found ? status : null;
    }

    private static string Text(byte[] name) => Encoding.UTF8.GetString(name.AsSpan(0, name.Length - 1));
}
