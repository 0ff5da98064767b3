using System.Globalization;

namespace Orchestrator.Persistence.Archives;

/// <summary>The files with what left the journal: records, and the fleet as it was after them.</summary>
internal sealed class ArchiveFolder(string path)
{
    private const string Suffix = ".jsonl.gz";
    private const string BaseSuffix = ".base";

    public string Path => path;

    public static string NameOf(long first, long through) => $"{Number(first)}-{Number(through)}{Suffix}";

    public static string BaseNameOf(long through) => Number(through) + BaseSuffix;

    public string PathOf(string name) => System.IO.Path.Combine(path, name);

    /// <summary>In the order of their records.</summary>
    public List<ArchiveFile> Files()
    {
        List<ArchiveFile> files = [];
        foreach (string name in Names(Suffix))
        {
            string[] ends = name[..^Suffix.Length].Split('-');
            if (ends.Length == 2 && TryNumber(ends[0], out long first) && TryNumber(ends[1], out long through) && first <= through)
                files.Add(new ArchiveFile(name, PathOf(name), first, through));
        }
        files.Sort((a, b) => a.First.CompareTo(b.First));
        return files;
    }

    public ArchiveFile? Holding(long seq) => Files().LastOrDefault(file => file.First <= seq && seq <= file.Through);

    public IEnumerable<long> Bases()
    {
        foreach (string name in Names(BaseSuffix))
        {
            if (TryNumber(name[..^BaseSuffix.Length], out long through))
                yield return through;
        }
    }

    public void Make()
    {
        if (!Directory.Exists(path))
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private IEnumerable<string> Names(string suffix) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*" + suffix).Select(file => System.IO.Path.GetFileName(file))
        : [];

    private static string Number(long seq) => seq.ToString("D12", CultureInfo.InvariantCulture);

    private static bool TryNumber(string text, out long seq) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seq);
}
