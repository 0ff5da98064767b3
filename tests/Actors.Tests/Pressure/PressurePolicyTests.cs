using Orchestrator.Actors.Events;
using Orchestrator.Actors.Pressure;

namespace Orchestrator.Actors.Tests.Pressure;

public sealed class PressurePolicyTests
{
    private readonly PressurePlay _play = new(new PressureOptions { KillAfter = TimeSpan.FromSeconds(30) });

    [Fact]
    public void Decide_WithoutPressure_DoesNothing()
    {
        _play.Add("hog", 25);
        _play.Add("job", 400);

        _play.Run(60, memory: 14).ShouldBeEmpty();
    }

    [Fact]
    public void Decide_ASpikeOfOneReading_DoesNothing()
    {
        _play.Add("hog", 25);
        _play.Add("job", 400);

        for (int i = 0; i < 10; i++)
        {
            _play.Run(1, memory: 40).ShouldBeEmpty();
            _play.Run(4, memory: 0).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Decide_UnderPressure_LowersThenFreezesTheLeastImportant()
    {
        _play.Add("hog", 25);
        _play.Add("job", 400);

        _play.Run(20, memory: 50).ShouldBe(["Lower hog", "Freeze hog"]);
    }

    [Fact]
    public void Decide_TheLeastHasTheSmallestShareAlready_IsFrozenAtOnce()
    {
        _play.Add("hog", 1);
        _play.Add("job", 400);

        _play.Run(20, memory: 50).ShouldBe(["Freeze hog"]);
    }

    [Fact]
    public void Decide_OfEquals_FreezesThoseThatUseMostAndLeavesOne()
    {
        _play.Add("small", 100, memory: 1);
        _play.Add("large", 100, memory: 9);
        _play.Add("middle", 100, memory: 5);

        _play.Run(20, memory: 50).ShouldBe(["Freeze large", "Freeze middle"]);
    }

    [Fact]
    public void Decide_BetweenTheLimits_KeepsThingsAsTheyAre()
    {
        _play.Add("hog", 25);
        _play.Add("job", 400);
        _play.Run(10, memory: 50);

        _play.Run(40, memory: 8).ShouldBeEmpty();
    }

    [Fact]
    public void Decide_OnceItIsCalm_ThawsTheMostImportantFirstAndThenRestoresTheShares()
    {
        _play.Add("low", 10);
        _play.Add("hog", 25);
        _play.Add("job", 400);
        _play.Run(30, memory: 50);

        _play.Run(30, memory: 0).ShouldBe(["Thaw hog", "Thaw low", "Restore hog low"]);
    }

    [Fact]
    public void Decide_OnceItIsCalm_ACrowdIsBackWithinHalfAMinute()
    {
        for (int i = 0; i < 100; i++)
            _play.Add($"m{i}", 100);
        _play.Run(10, memory: 50);
        _play.Members.Count(member => !member.Runs).ShouldBeGreaterThan(50);

        _play.Run(30, memory: 0);

        _play.Members.ShouldAllBe(member => member.Runs);
    }

    [Fact]
    public void Decide_ThePressureComesBackWhileItGivesBack_BeginsAgainWithOne()
    {
        for (int i = 0; i < 100; i++)
            _play.Add($"m{i}", 100);
        _play.Run(10, memory: 50);
        _play.Run(15, memory: 0);
        _play.Run(4, memory: 8);

        _play.Run(9, memory: 0).ShouldHaveSingleItem().Split(' ').Length.ShouldBe(2);
    }

    [Fact]
    public void Decide_FrozenForLong_GetsItsTurnUnderPressureToo()
    {
        PressurePlay patient = new(new PressureOptions { KillAfter = null });
        patient.Add("hog", 50);
        patient.Add("job", 100);
        patient.Run(10, memory: 50);

        // 50 counts 100 after a minute and more than that after it.
        patient.Run(70, memory: 50).ShouldContain("Thaw hog");
    }

    [Fact]
    public void Decide_WithNothingLeftToFreeze_KillsOnlyAfterItsPatience()
    {
        _play.Add("hog", 1, memory: 100);
        _play.Add("job", 10_000);

        IReadOnlyList<string> first = _play.Run(25, memory: 50);
        first.ShouldBe(["Freeze hog"]);
        _play.Run(18, memory: 50).ShouldBe(["Kill hog"]);
    }

    [Fact]
    public void Decide_LongUnderPressureBeforeNothingIsLeft_CountsThePatienceFromThere()
    {
        for (int weight = 2; weight <= 7; weight++)
            _play.Add($"m{weight}", weight, memory: 100);

        IReadOnlyList<string> first = _play.Run(60, memory: 50);
        first.Count(step => step.StartsWith("Freeze", StringComparison.Ordinal)).ShouldBe(5);
        first.ShouldNotContain(step => step.StartsWith("Kill", StringComparison.Ordinal));
        _play.Run(10, memory: 50).ShouldContain("Kill m2");
    }

    [Fact]
    public void Decide_EqualsThatTakeTurnsUnderEndlessPressure_OneIsKilledInTheEnd()
    {
        PressurePlay play = new(new PressureOptions());
        play.Add("one", 100);
        play.Add("two", 100);

        IReadOnlyList<string> steps = play.Run(200, memory: 50);
        steps.ShouldContain(step => step.StartsWith("Thaw", StringComparison.Ordinal));
        steps.Count(step => step.StartsWith("Kill", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Decide_WithNothingLeftToFreezeAndNoKills_WaitsForEver()
    {
        PressurePlay patient = new(new PressureOptions { KillAfter = null });
        patient.Add("hog", 1, memory: 100);
        patient.Add("job", 10_000);

        patient.Run(300, memory: 50).ShouldNotContain(step => step.StartsWith("Kill", StringComparison.Ordinal));
    }

    [Fact]
    public void Decide_PressureOnCpus_LowersAndFreezesButNeverKills()
    {
        _play.Add("hog", 25);
        _play.Add("job", 10_000);

        _play.Run(50, cpu: 70).ShouldBe(["Lower hog", "Freeze hog"]);
    }

    [Fact]
    public void Decide_PressureOnCpus_StopsNoneOfEquals()
    {
        _play.Add("one", 100);
        _play.Add("other", 100);

        _play.Run(50, cpu: 90).ShouldBeEmpty();
    }

    [Fact]
    public void Decide_EachDecision_ExplainsItself()
    {
        _play.Add("hog", 25);
        _play.Add("job", 400);

        _play.Run(20, memory: 50);

        _play.Steps[0].Why.ShouldBe(
            "memory pressure 50 % (acts above 15, gives back below 5): least important of 2 that run (weight 25 against 400)");
    }
}
