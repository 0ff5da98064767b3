namespace Orchestrator.Isolation.Tests.Security.Races;

/// <summary>What a race run came to.</summary>
internal sealed class RaceCounts
{
    private long _launches, _refusedLaunches, _sources, _inPlace, _throughLink, _refused, _targets, _mounted;

    /// <summary>Anything that was seen outside of the root file systems; empty is what is wanted.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Escapes { get; } = new();

    public long Tries => _sources + _targets;

    public long ThroughLink => _throughLink;

    public long InPlace => _inPlace;

    public long Refused => _refused;

    public void Refuse()
    {
        Interlocked.Increment(ref _launches);
        Interlocked.Increment(ref _refusedLaunches);
        // At least the mount that it was refused for was tried.
        Interlocked.Increment(ref _sources);
        Interlocked.Increment(ref _refused);
    }

    /// <param name="report">Of <c>racer look</c>.</param>
    public void Add(string report, int targets)
    {
        Interlocked.Increment(ref _launches);
        var fields = report.Trim().Split(' ');
        if (fields is not [var letters, var mounted, var seen])
        {
            Escapes.Enqueue($"a payload said '{report}'");
            return;
        }
        Interlocked.Add(ref _sources, letters.Length);
        Interlocked.Add(ref _inPlace, letters.Count(letter => letter == 'V'));
        Interlocked.Add(ref _throughLink, letters.Count(letter => letter == 'D'));
        Interlocked.Add(ref _refused, letters.Count(letter => letter == '-'));
        Interlocked.Add(ref _targets, targets);
        Interlocked.Add(ref _mounted, int.Parse(mounted, System.Globalization.CultureInfo.InvariantCulture));
        if (letters.Any(letter => letter is not ('V' or 'D' or '-')) || seen != "0")
            Escapes.Enqueue($"a container saw the outside: {report}");
    }

    public string Text(TimeSpan took, long exchanges) =>
        $"RACE {Tries} tries in {took.TotalSeconds:0} s against {exchanges} exchanges: {_launches} launches, {_launches - _refusedLaunches} started and "
        + $"{_refusedLaunches} refused; {_sources} subpaths, {_inPlace} of them in their place, {_throughLink} through a link within the volume, "
        + $"{_refused} refused; {_targets} targets, {_mounted} of them mounted; {Escapes.Count} outside";
}
