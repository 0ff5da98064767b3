using System.Globalization;
using Orchestrator.Actors.Events;

namespace Orchestrator.Actors.Pressure;

/// <summary>
/// What to do about pressure, decided from readings alone: no clock, no kernel. The mildest means first and from the
/// least important first: a smaller share of the CPUs, then the freezer, which costs nothing of the work done, and a kill
/// only when nothing else is left. One decision, then a pause in which its effect shows. What is taken is given back once it
/// has been calm, and who is frozen grows in importance until its turn comes whatever the pressure.
/// </summary>
internal sealed class PressurePolicy(PressureOptions options)
{
    private readonly StallWindow _memory = new(options.Window);
    private readonly StallWindow _cpu = new(options.Window);

    /// <summary>When each was thawed last, to let it use its turn.</summary>
    private readonly Dictionary<Guid, TimeSpan> _thawed = [];

    /// <summary>How many are given back next: twice as many each time, or a crowd would wait for minutes.</summary>
    private int _thawNext = 1;

    private TimeSpan? _acted;
    private TimeSpan? _calmSince;

    /// <summary>Since when memory is short though nobody is left to freeze; turns, which change places only, do not end it.</summary>
    private TimeSpan? _helplessSince;

    /// <param name="now">Of a clock that only goes on.</param>
    /// <param name="memory">Percent of the time since the last reading in which no container could go on for want of memory.</param>
    /// <param name="living">Those, too, about whom nothing is decided now, as somebody else froze them; null: only the members.</param>
    public PressureStep? Decide(
        TimeSpan now, double memory, double cpu, IReadOnlyList<PressureMember> members, IReadOnlySet<Guid>? living = null)
    {
        Forget(living ?? members.Select(member => member.Id).ToHashSet());
        return Read(now, memory, cpu, members);
    }

    /// <summary>A reading with which there is nothing to decide.</summary>
    public void Note(TimeSpan now, double memory, double cpu) => Read(now, memory, cpu, []);

    private PressureStep? Read(TimeSpan now, double memory, double cpu, IReadOnlyList<PressureMember> members)
    {
        _memory.Add(memory);
        _cpu.Add(cpu);
        if (_memory.Average is not { } memoryStall || _cpu.Average is not { } cpuStall)
            return null;
        bool memoryIsShort = memoryStall > options.High, cpuIsShort = cpuStall > options.HighCpu;
        bool over = memoryIsShort || cpuIsShort, calm = memoryStall < options.Low && cpuStall < options.LowCpu;
        _helplessSince = memoryIsShort ? _helplessSince : null;
        _calmSince = calm ? _calmSince ?? now : null;
        _thawNext = calm ? _thawNext : 1;
        if (_acted is { } last && now - last < options.Cooldown)
            return null;
        (PressureKind kind, double stall) = memoryIsShort || !cpuIsShort
            ? (PressureKind.Memory, memoryStall)
            : (PressureKind.Cpu, cpuStall);
        PressureStep? step = Turn(now, kind, stall, members)
            ?? (over ? Take(now, kind, stall, members) : null)
            ?? (calm && now - _calmSince >= options.Calm ? GiveBack(kind, stall, members) : null)
            ?? (over ? null : Alone(kind, stall, members));
        if (step is not null)
            Acted(now, step);
        return step;
    }

    /// <summary>What time makes of a frozen container's weight.</summary>
    public double AgedWeight(PressureMember member) => member.FrozenFor is { } frozen
        ? member.Weight * Math.Pow(2, Math.Min(frozen / options.Ageing, 60))
        : member.Weight;

    private PressureStep? Take(TimeSpan now, PressureKind kind, double stall, IReadOnlyList<PressureMember> members)
    {
        List<PressureMember> running = [.. members.Where(member => member.Runs)
            .OrderBy(member => member.Weight).ThenByDescending(member => Use(kind, member)).ThenBy(member => member.Id)];
        // The most important one stays, and of equals the smallest: somebody has to get through.
        List<PressureMember> others = [.. running.SkipLast(1).Where(member => !HasItsTurn(now, member) && (kind == PressureKind.Memory || member.Weight < running[^1].Weight))];
        if (others.Count > 0)
        {
            int least = others[0].Weight;
            PressureMember[] equals = [.. others.TakeWhile(member => member.Weight == least)];
            PressureMember[] full = [.. equals.Where(member => member is { Lowered: false, Weight: > 1 })];
            if (full.Length > 0 && least < running[^1].Weight)
                return Step(PressureAction.Lower, kind, stall, full, $"least important of {running.Count} that run (weight {least} against {running[^1].Weight})");
            // Half of the equals each time: a crowd is dealt with in a few steps, and a few are not all stopped for one.
            return Step(
                PressureAction.Freeze, kind, stall, equals[..((equals.Length + 1) / 2)],
                $"least important of {running.Count} that run (weight {least}, the most important has {running[^1].Weight}), and a smaller share did not help");
        }
        if (kind != PressureKind.Memory)
            return null;
        _helplessSince ??= now;
        if (options.KillAfter is not { } patience || now - _helplessSince < patience)
            return null;
        // Who gave its memory back already would be killed for nothing.
        long worth = members.Sum(member => member.MemoryBytes) / 10;
        PressureMember? victim = members.Where(member => !member.Runs && member.MemoryBytes > worth)
            .OrderBy(member => member.Weight).ThenByDescending(member => member.MemoryBytes).ThenBy(member => member.Id).FirstOrDefault();
        return victim is null
            ? null
            : Step(PressureAction.Kill, kind, stall, [victim], $"nothing is left to freeze for {Seconds(patience)}, and it holds most memory of the least important");
    }

    /// <summary>Who has been frozen for so long that it counts more than one who runs is let go; that one is frozen next if need be.</summary>
    private PressureStep? Turn(TimeSpan now, PressureKind kind, double stall, IReadOnlyList<PressureMember> members)
    {
        PressureMember? oldest = members.Where(member => !member.Runs).MaxBy(AgedWeight);
        if (oldest is null)
            return null;
        PressureMember? weakest = members.Where(member => member.Runs && !HasItsTurn(now, member)).MinBy(member => member.Weight);
        return weakest is not null && AgedWeight(oldest) > weakest.Weight && oldest.FrozenFor >= options.Ageing
            ? Step(PressureAction.Thaw, kind, stall, [oldest], $"frozen for {Seconds(oldest.FrozenFor.Value)}: its turn has come (it counts {AgedWeight(oldest):0} by now, {weakest.Name} {weakest.Weight})")
            : null;
    }

    private PressureStep? GiveBack(PressureKind kind, double stall, IReadOnlyList<PressureMember> members)
    {
        PressureMember[] next = [.. members.Where(member => !member.Runs).OrderByDescending(AgedWeight).Take(_thawNext)];
        if (next.Length > 0)
        {
            _thawNext *= 2;
            return Step(PressureAction.Thaw, kind, stall, next, $"it has been calm for {Seconds(options.Calm)}, and nobody more important waits");
        }
        PressureMember[] lowered = [.. members.Where(member => member.Lowered)];
        return lowered.Length == 0
            ? null
            : Step(PressureAction.Restore, kind, stall, lowered, $"it has been calm for {Seconds(options.Calm)}, and nobody is frozen any more");
    }

    /// <summary>Nobody runs whom a frozen one could disturb.</summary>
    private PressureStep? Alone(PressureKind kind, double stall, IReadOnlyList<PressureMember> members) =>
        members.Any(member => member.Runs) || members.MaxBy(AgedWeight) is not { } next
            ? null
            : Step(PressureAction.Thaw, kind, stall, [next], "nobody else runs");

    private bool HasItsTurn(TimeSpan now, PressureMember member) =>
        _thawed.TryGetValue(member.Id, out TimeSpan thawed) && now - thawed < options.Ageing;

    private void Acted(TimeSpan now, PressureStep step)
    {
        _acted = now;
        _memory.Clear();
        _cpu.Clear();
        foreach (PressureMember member in step.Members)
        {
            if (step.Action == PressureAction.Thaw)
                _thawed[member.Id] = now;
        }
    }

    private void Forget(IReadOnlySet<Guid> living)
    {
        foreach (Guid gone in _thawed.Keys.Where(id => !living.Contains(id)).ToArray())
            _thawed.Remove(gone);
    }

    private PressureStep Step(PressureAction action, PressureKind kind, double stall, IReadOnlyList<PressureMember> members, string why) => new(
        action, kind, stall, members,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{kind.ToString().ToLowerInvariant()} pressure {stall:0.#} % (acts above {(kind == PressureKind.Memory ? options.High : options.HighCpu):0.#}, gives back below {(kind == PressureKind.Memory ? options.Low : options.LowCpu):0.#}): {why}"));

    private static double Use(PressureKind kind, PressureMember member) => kind == PressureKind.Memory ? member.MemoryBytes : member.CpuPercent;

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");
}
