using System.IO.Compression;

namespace Orchestrator.Kernel;

/// <summary>The options that the kernel was built with, and what it says of itself.</summary>
public sealed class KernelConfig
{
    private const int MostBytes = 8 << 20;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private KernelConfig(string source) => Source = source;

    public static string Release { get; } = TryRead("/proc/sys/kernel/osrelease").Trim();

    /// <summary>The file, or why there is none.</summary>
    public string Source { get; }

    public bool IsKnown => _values.Count > 0;

    public IReadOnlySet<string> Filesystems { get; } =
        TryRead("/proc/filesystems").Split('\n').Select(line => line.Split('\t')[^1]).ToHashSet();

    public IReadOnlySet<string> Modules { get; } =
        TryRead("/proc/modules").Split('\n').Select(line => line.Split(' ')[0]).ToHashSet();

    public string? Value(string symbol) => _values.GetValueOrDefault($"CONFIG_{symbol}");

    /// <summary>Null when the file that was asked for cannot be read; without one asked for there may be none.</summary>
    public static KernelConfig? Read(string? asked, out string? problem)
    {
        problem = null;
        string[] places = asked is not null
            ? [asked]
            : ["/proc/config.gz", $"/boot/config-{Release}", $"/lib/modules/{Release}/build/.config", $"/lib/modules/{Release}/config"];
        foreach (var place in places.Where(File.Exists))
        {
            try
            {
                var config = new KernelConfig(place);
                foreach (var line in Text(place).Split('\n'))
                {
                    if (line.StartsWith("CONFIG_", StringComparison.Ordinal) && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                        config._values[line[..equals]] = line[(equals + 1)..].Trim();
                }
                return config;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                problem = $"{place} cannot be read: {error.Message}";
            }
        }
        if (asked is null)
            return new KernelConfig("not to be had (no /proc/config.gz, nothing in /boot); what the kernel shows is told, the rest is unknown");
        problem ??= $"{asked} is not there";
        return null;
    }

    private static string Text(string place)
    {
        using var file = File.OpenRead(place);
        using Stream plain = place.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain);
        var buffer = new char[MostBytes];
        return new string(buffer, 0, reader.ReadBlock(buffer));
    }

    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
