using System.Diagnostics;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Simulation.Tests.Faults;

public sealed class FailpointSetTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Parse_Nothing_IsNull(string? text) => FailpointSet.Parse(text).ShouldBeNull();

    [Fact]
    public void Parse_ManyRules_GivesEach()
    {
        FailpointSet set = FailpointSet.Parse(
            "journal.before-write=kill@3; journal.after-write=error ;snapshot.before-write=error(ENOSPC);restore.before-fold=delay(7)@1")!;

        set.Problem.ShouldBeNull();
        set.Rules.Select(rule => (rule.Name, rule.Action, rule.Argument, rule.Only)).ShouldBe(
        [
            ("journal.before-write", FailpointAction.Kill, 0, 3),
            ("journal.after-write", FailpointAction.Error, Errno.EIO, 0),
            ("snapshot.before-write", FailpointAction.Error, Errno.ENOSPC, 0),
            ("restore.before-fold", FailpointAction.Delay, 7, 1),
        ]);
    }

    [Theory]
    [InlineData("journal.nowhere=kill", "there is no such failpoint. There are: journal.before-write")]
    [InlineData("journal.before-write", "no '=' in it")]
    [InlineData("journal.before-write=explode", "the actions are kill, error")]
    [InlineData("journal.before-write=kill(3)", "the actions are kill, error")]
    [InlineData("journal.before-write=error(EWHAT)", "the actions are kill, error")]
    [InlineData("journal.before-write=delay", "the actions are kill, error")]
    [InlineData("journal.before-write=kill@0", "after '@' comes the number of the hit")]
    [InlineData("journal.before-write=kill@x", "after '@' comes the number of the hit")]
    public void Parse_WrongRule_IsRefusedWithWhatIsPossible(string text, string problem) =>
        FailpointSet.Parse(text)!.Problem!.ShouldContain(problem);

    [Fact]
    public void Hit_ErrorAtTheSecond_FailsOnlyThen()
    {
        FailpointSet set = FailpointSet.Parse("journal.before-write=error(ENOSPC)@2")!;

        set.Hit("journal.after-write").ShouldBe(0);
        set.Hit("journal.before-write").ShouldBe(0);
        set.Hit("journal.before-write").ShouldBe(Errno.ENOSPC);
        set.Hit("journal.before-write").ShouldBe(0);
    }

    [Fact]
    public void Hit_Delay_GoesOnAfterIt()
    {
        FailpointSet set = FailpointSet.Parse("journal.before-write=delay(30)")!;
        long began = Stopwatch.GetTimestamp();

        set.Hit("journal.before-write").ShouldBe(0);

        Stopwatch.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(25));
    }

    [Fact]
    public void Hit_NothingSet_AllocatesNothing()
    {
        Failpoint.Hit("journal.before-write");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            Failpoint.Hit("journal.before-write");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
