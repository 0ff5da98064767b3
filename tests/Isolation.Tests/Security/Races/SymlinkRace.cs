using System.Diagnostics;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Security.Races;

/// <summary>
/// A volume whose directories are exchanged for links that lead out, by a process of the host and by the payload of a
/// running container, while other containers mount what lies below those directories, and mount on what lies below them.
/// </summary>
internal sealed class SymlinkRace
{
    private readonly RuntimeHost _host;
    private readonly string _racer, _volume, _outside, _word;
    private readonly string[] _pairs;
    private readonly int _links;

    public SymlinkRace(RuntimeHost host, string folder, string racer)
    {
        (_host, _racer) = (host, racer);
        _volume = Directory.CreateDirectory(Path.Combine(folder, "race-volume")).FullName;
        _word = $"precious-{Guid.NewGuid():N}";
        _outside = Directory.CreateDirectory(Path.Combine(folder, _word)).FullName;
        Fill(_outside, 'P');
        Fill(Path.Combine(_volume, "decoy"), 'D');
        string[] links =
        [
            _outside, $"../{_word}", $"../../../../../../../../../..{_outside}", $"/proc/1/root{_outside}", $"/proc/self/root{_outside}",
            "/proc/self/cwd", "decoy",
        ];
        _links = links.Length;
        // h: exchanged by the host, c: by a container.
        _pairs = [.. Enumerable.Range(0, 2 * _links).Select(i => $"{(i < _links ? 'h' : 'c')}race{i % _links}")];
        for (var i = 0; i < _pairs.Length; i++)
        {
            Fill(Path.Combine(_volume, _pairs[i]), 'V');
            File.CreateSymbolicLink(Path.Combine(_volume, _pairs[i] + "-link"), links[i % _links]);
        }
    }

    public RaceCounts Counts { get; } = new();

    public long Exchanges { get; private set; }

    public async Task RunAsync(TimeSpan time, int atOnce)
    {
        var start = new ProcessStartInfo(_racer, ["exchange", .. Pairs('h', _volume)]) { RedirectStandardOutput = true };
        using var outer = Process.Start(start)!;
        try
        {
            (await outer.StandardOutput.ReadLineAsync()).ShouldBe("racing");
            var inner = await _host.StartContainerAsync(new ContainerSpec
            {
                Image = "busybox",
                Command = ["/racer", "exchange", .. Pairs('c', "/vol")],
                Mounts = [Racer(), Volume()],
                Init = true,
            });
            await inner.LineAsync("racing");
            await TryAllAsync(time, atOnce);
            await _host.Runtime.SignalAsync(inner.Id, 1, 15, RuntimeHost.Token());
            Exchanges = Number((await inner.FinishAsync()).Stdout);
        }
        finally
        {
            using var term = Process.Start("/bin/kill", ["-TERM", $"{outer.Id}"]);
            // How often it exchanged is what it says last.
            Exchanges += Number(await outer.StandardOutput.ReadToEndAsync());
            await outer.WaitForExitAsync();
        }
        LookOutside();
    }

    private Task TryAllAsync(TimeSpan time, int atOnce)
    {
        var end = Stopwatch.StartNew();
        return Task.WhenAll(Enumerable.Range(0, atOnce).Select(worker => Task.Run(async () =>
        {
            for (var i = worker; end.Elapsed < time && Counts.Escapes.IsEmpty; i += atOnce)
                await TryAsync(strict: i % 8 == 7);
        })));
    }

    private async Task TryAsync(bool strict)
    {
        var mounts = new List<MountSpec> { Racer(), Volume() };
        var sources = 0;
        foreach (var pair in _pairs)
        {
            // Both what is exchanged and what lies below it.
            foreach (var path in (string[])[pair, $"{pair}/sub", pair, $"{pair}/sub"])
                mounts.Add(new MountSpec { Source = _volume, Subpath = path, Target = $"/s/{sources++}", Optional = strict ? null : true });
        }
        var targets = 0;
        foreach (var pair in _pairs.Concat(_pairs))
        {
            var target = $"/vol/{pair}/race{targets++ % 3}{(targets % 2 == 0 ? "/deep/er" : "")}";
            mounts.Add(new MountSpec { Kind = MountKind.Tmpfs, Target = target, ReadOnly = false, SizeBytes = 4096, Optional = strict ? null : true });
        }
        var spec = new ContainerSpec { Image = "busybox", Command = ["/racer", "look", $"{sources}", _word], Mounts = mounts };
        var id = Guid.CreateVersion7();
        var prepared = await _host.Runtime.PrepareAsync(id, $"r{id:N}"[..20], spec, RuntimeHost.Token());
        prepared.Problem.ShouldBeNull();
        var outcome = await _host.Runtime.LaunchAsync(new LaunchOrder(id, "race", 1, spec, prepared.Prepared!), RuntimeHost.Token());
        if (outcome.Init is null)
        {
            strict.ShouldBeTrue(outcome.Failure?.Message);
            Counts.Refuse();
        }
        else
        {
            await _host.ExitOf(id);
            Counts.Add(await File.ReadAllTextAsync(_host.Runtime.Logs(id).Stdout), targets);
            await _host.Runtime.AcknowledgeExitAsync(id, 1, RuntimeHost.Token());
        }
        await _host.Runtime.DestroyAsync(id, RuntimeHost.Token());
        LookOutside();
    }

    private void LookOutside()
    {
        var found = Directory.EnumerateFileSystemEntries(_outside, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_outside, path)).Order(StringComparer.Ordinal);
        var text = string.Join(' ', found);
        if (text != "marker sub sub/marker" || File.ReadAllText(Path.Combine(_outside, "marker")) != "P")
            Counts.Escapes.Enqueue($"outside there is now: {text}");
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            if (line.Contains(_word, StringComparison.Ordinal) || line.Contains("race-volume", StringComparison.Ordinal))
                Counts.Escapes.Enqueue($"the host has a mount: {line}");
        }
    }

    private IEnumerable<string> Pairs(char who, string folder) => _pairs.Where(pair => pair[0] == who)
        .SelectMany(pair => (string[])[$"{folder}/{pair}", $"{folder}/{pair}-link"]);

    private MountSpec Racer() => new() { Source = _racer, Target = "/racer" };

    /// <summary>Root inside owns it: it may rename there, and the engine makes directories for targets.</summary>
    private MountSpec Volume() => new() { Source = _volume, Target = "/vol", ReadOnly = false, IdMap = new MountIdMap() };

    private static void Fill(string folder, char letter)
    {
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        File.WriteAllText(Path.Combine(folder, "marker"), $"{letter}");
        File.WriteAllText(Path.Combine(folder, "sub", "marker"), $"{letter}");
    }

    private static long Number(string text) => text.Split('\n')
        .Where(line => line.StartsWith("exchanged ", StringComparison.Ordinal))
        .Sum(line => long.Parse(line["exchanged ".Length..], System.Globalization.CultureInfo.InvariantCulture));
}
