namespace Orchestrator.Lxc;

/// <summary>
/// Who shares whose files: <c>lxc_snapshots</c> of the original has two lines for each clone, its directory and name, and
/// <c>lxc_rdepends</c> of the clone those of the original.
/// </summary>
internal static class LxcDependents
{
    private const string Clones = "lxc_snapshots";
    private const string Originals = "lxc_rdepends";

    /// <summary>Whether a clone is there still: an ephemeral one goes without a word.</summary>
    public static bool Any(string folder) =>
        Pairs(Path.Combine(folder, Clones)).Any(pair => File.Exists(Path.Combine(pair.Path, pair.Name, "config")));

    public static void Add(LxcContainer original, LxcContainer clone)
    {
        Write(Path.Combine(original.Folder, Clones), [.. Pairs(Path.Combine(original.Folder, Clones)), (clone.ConfigPath, clone.Name)]);
        Write(Path.Combine(clone.Folder, Originals), [.. Pairs(Path.Combine(clone.Folder, Originals)), (original.ConfigPath, original.Name)]);
    }

    /// <summary>A clone goes: its originals forget it.</summary>
    public static void Forget(string lxcPath, string name)
    {
        foreach (var (path, original) in Pairs(Path.Combine(lxcPath, name, Originals)))
        {
            var file = Path.Combine(path, original, Clones);
            Write(file, [.. Pairs(file).Where(pair => pair != (lxcPath, name))]);
        }
    }

    private static List<(string Path, string Name)> Pairs(string file)
    {
        if (!File.Exists(file))
            return [];
        var lines = File.ReadAllLines(file);
        return [.. Enumerable.Range(0, lines.Length / 2).Select(at => (lines[2 * at], lines[(2 * at) + 1]))];
    }

    private static void Write(string file, IReadOnlyList<(string Path, string Name)> pairs)
    {
        if (pairs.Count == 0)
            File.Delete(file);
        else if (Directory.Exists(Path.GetDirectoryName(file)))
            File.WriteAllLines(file, pairs.SelectMany(pair => new[] { pair.Path, pair.Name }));
    }
}
