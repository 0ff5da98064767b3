using System.Diagnostics;
using System.Globalization;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Formats.Lxc;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Lxc;

/// <summary>
/// Files of an ordinary user's container belong to subordinate ids, which that user cannot touch: what is done to them is done as
/// root of a user namespace with the container's ids, by lxc-usernsexec. The caller's own ids stand behind the container's there.
/// </summary>
internal sealed class LxcMappedRoot
{
    private const string Program = "lxc-usernsexec";

    private readonly List<string> _maps = [];

    private LxcMappedRoot(IReadOnlyList<LxcItem> maps)
    {
        foreach (var map in maps)
        {
            if (Fields(map) is { } field)
                _maps.AddRange(["-m", $"{field.Kind}:{field.Inside}:{field.Outside}:{field.Count}"]);
        }
        Uid = Own(maps, 'u', Unistd.getuid());
        Gid = Own(maps, 'g', Unistd.getgid());
    }

    /// <summary>The caller's uid inside.</summary>
    public ulong Uid { get; }

    /// <summary>The caller's gid inside.</summary>
    public ulong Gid { get; }

    /// <summary>Null for root, and for a container whose files are the caller's: they are at hand.</summary>
    public static LxcMappedRoot? Of(LxcSettings settings) =>
        Environment.IsPrivilegedProcess || settings.All("lxc.idmap").ToList() is not { Count: > 0 } maps ? null : new LxcMappedRoot(maps);

    /// <summary>Runs a command as that root, with the caller's stdio.</summary>
    /// <exception cref="ProblemException">lxc-usernsexec is not there.</exception>
    public ProcessStartInfo Command(params IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo(Find()) { UseShellExecute = false };
        foreach (var word in (string[])[.. _maps, "--", .. words])
            start.ArgumentList.Add(word);
        return start;
    }

    /// <exception cref="ProblemException">It failed.</exception>
    public void Must(params IReadOnlyList<string> words)
    {
        using var process = Process.Start(Command(words))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new ProblemException(new Problem
            {
                Title = $"'{string.Join(' ', words)}' failed with {process.ExitCode} as root of the container's ids",
                Detail = "It was run by lxc-usernsexec, whose message says more.",
                Next = "See whether /etc/subuid and /etc/subgid give you the ids of lxc.idmap",
            });
        }
    }

    /// <summary>Behind all that is mapped, unless it is mapped itself.</summary>
    private ulong Own(IReadOnlyList<LxcItem> maps, char kind, uint id)
    {
        ulong behind = 0;
        foreach (var map in maps)
        {
            if (Fields(map) is not { } field || field.Kind != kind)
                continue;
            if (id >= field.Outside && id < field.Outside + field.Count)
                return field.Inside + (id - field.Outside);
            behind = Math.Max(behind, field.Inside + field.Count);
        }
        _maps.AddRange(["-m", $"{kind}:{behind}:{id}:1"]);
        return behind;
    }

    private static (char Kind, ulong Inside, ulong Outside, ulong Count)? Fields(LxcItem map) =>
        map.Value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [var kind, var inside, var outside, var count]
            && TryNumber(inside, out var first) && TryNumber(outside, out var host) && TryNumber(count, out var length)
            ? (char.ToLowerInvariant(kind[0]), first, host, length)
            : null;

    private static bool TryNumber(string text, out ulong number) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>Beside the calling program, else where PATH finds it.</summary>
    private static string Find()
    {
        IEnumerable<string?> folders = [Path.GetDirectoryName(Environment.ProcessPath), .. (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin").Split(':')];
        return folders.Where(folder => !string.IsNullOrEmpty(folder)).Select(folder => Path.Combine(folder!, Program)).FirstOrDefault(File.Exists)
            ?? throw new ProblemException(new Problem
            {
                Title = $"{Program} is not in PATH",
                Detail = "Without it the files of a container with lxc.idmap cannot be touched by an ordinary user.",
                Next = "Put the folder of orch-lxc into PATH",
            });
    }
}
