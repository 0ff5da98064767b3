using Orchestrator.Actors.Events;
using Orchestrator.Actors.Pressure;

namespace Orchestrator.Actors.Tests.Pressure;

/// <summary>The policy over a made node, second by second, with its decisions carried out.</summary>
internal sealed class PressurePlay(PressureOptions options)
{
    private readonly PressurePolicy _policy = new(options);
    private readonly Dictionary<string, PressureMember> _members = [];

    public PressureOptions Options => options;

    public TimeSpan Now { get; private set; }

    public List<PressureStep> Steps { get; } = [];

    public IReadOnlyCollection<PressureMember> Members => _members.Values;

    public TimeSpan LongestFrozen { get; private set; }

    public void Add(string name, int weight, long memory = 10) => _members[name] = new PressureMember(
        new Guid($"00000000-0000-7000-8000-{_members.Count:D12}"), name, 1, weight, memory, 50, false, null);

    public IReadOnlyList<string> Run(int seconds, double memory = 0, double cpu = 0)
    {
        List<string> told = [];
        for (int i = 0; i < seconds; i++)
        {
            if (Tick(memory, cpu) is { } step)
                told.Add($"{step.Action} {string.Join(' ', step.Members.Select(member => member.Name).Order())}");
        }
        return told;
    }

    public PressureStep? Tick(double memory, double cpu)
    {
        Now += TimeSpan.FromSeconds(1);
        foreach (PressureMember member in _members.Values.Where(member => !member.Runs).ToArray())
        {
            _members[member.Name] = member with { FrozenFor = member.FrozenFor + TimeSpan.FromSeconds(1) };
            if (member.FrozenFor > LongestFrozen)
                LongestFrozen = member.FrozenFor.Value;
        }
        PressureStep? step = _policy.Decide(Now, memory, cpu, [.. _members.Values]);
        if (step is null)
            return null;
        Steps.Add(step);
        foreach (PressureMember member in step.Members)
        {
            if (step.Action == PressureAction.Kill)
                _members.Remove(member.Name);
            else if (step.Action is PressureAction.Lower or PressureAction.Restore)
                _members[member.Name] = member with { Lowered = step.Action == PressureAction.Lower };
            else if (step.Action is PressureAction.Freeze or PressureAction.Thaw)
                _members[member.Name] = member with { FrozenFor = step.Action == PressureAction.Freeze ? TimeSpan.Zero : null };
        }
        return step;
    }
}
