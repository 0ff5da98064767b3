using CsCheck;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Pressure;

namespace Orchestrator.Actors.Tests.Pressure;

/// <summary>What holds for any cluster of weights under any pressure.</summary>
public sealed class PressurePropertyTests
{
    private static readonly PressureOptions Options = new() { Ageing = TimeSpan.FromSeconds(20), KillAfter = TimeSpan.FromSeconds(40) };

    private static readonly Gen<(int[] Weights, (int Seconds, double Memory, double Cpu)[] Spans)> Cases = Gen.Select(
        Gen.OneOf(Gen.Const(1), Gen.Const(25), Gen.Const(50), Gen.Const(100), Gen.Const(400), Gen.Const(10_000)).Array[1, 12],
        Gen.Select(Gen.Int[1, 60], Gen.OneOf(Gen.Const(0.0), Gen.Const(3.0), Gen.Const(8.0), Gen.Const(20.0), Gen.Const(90.0)), Gen.OneOf(Gen.Const(0.0), Gen.Const(8.0), Gen.Const(80.0))).Array[1, 25]);

    [Fact]
    public void Decide_Always_SomebodyRunsAndTheLeastImportantGivesFirst() => Cases.Sample(one =>
    {
        PressurePlay play = Play(one.Weights);
        TimeSpan? last = null;
        foreach ((int seconds, double memory, double cpu) in one.Spans)
        {
            for (int i = 0; i < seconds; i++)
            {
                PressureMember[] before = [.. play.Members];
                PressureStep? step = play.Tick(memory, cpu);
                before.Length.ShouldBeGreaterThan(0);
                play.Members.ShouldContain(member => member.Runs);
                if (step is null)
                    continue;
                if (last is { } earlier)
                    (play.Now - earlier).ShouldBeGreaterThanOrEqualTo(Options.Cooldown);
                last = play.Now;
                if (step.Action is PressureAction.Freeze or PressureAction.Lower)
                {
                    step.Members.ShouldAllBe(member => member.Runs);
                    int most = before.Where(member => member.Runs).Max(member => member.Weight);
                    play.Members.ShouldContain(member => member.Runs && member.Weight == most);
                }
                if (step.Action == PressureAction.Kill)
                {
                    step.Kind.ShouldBe(PressureKind.Memory);
                    before.Count(member => member.Runs).ShouldBeLessThanOrEqualTo(before.Length);
                    step.Members.ShouldHaveSingleItem().Runs.ShouldBeFalse();
                }
            }
        }
    }, iter: 300);

    [Fact]
    public void Decide_UnderEndlessPressure_NobodyStaysFrozenBeyondTheBound() => Gen.OneOf(Gen.Const(25), Gen.Const(50), Gen.Const(100), Gen.Const(400)).Array[2, 8].Sample(weights =>
    {
        PressurePlay play = new(Options with { KillAfter = null });
        for (int i = 0; i < weights.Length; i++)
            play.Add($"m{i}", weights[i]);
        for (int i = 0; i < 3_000; i++)
            play.Tick(90, 0);
        // It counts as much as the weightiest after so many doublings, and then at most all the others have a turn before it.
        double doublings = Math.Log2((double)weights.Max() / weights.Min());
        TimeSpan bound = Options.Ageing * (doublings + 1 + (2 * weights.Length)) + (2 * weights.Length * Options.Cooldown);
        play.LongestFrozen.ShouldBeLessThan(bound);
    }, iter: 100);

    [Fact]
    public void Decide_OnceThePressureIsGone_EverythingIsGivenBack() => Cases.Sample(one =>
    {
        PressurePlay play = Play(one.Weights);
        foreach ((int seconds, double memory, double cpu) in one.Spans)
            play.Run(seconds, memory, cpu);

        play.Run(200);

        play.Members.ShouldAllBe(member => member.Runs);
        play.Run(50).ShouldBeEmpty();
    }, iter: 300);

    private static PressurePlay Play(int[] weights)
    {
        PressurePlay play = new(Options);
        for (int i = 0; i < weights.Length; i++)
            play.Add($"m{i}", weights[i]);
        return play;
    }
}
