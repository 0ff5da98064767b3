using System.Text;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Journal;

public sealed class SpecPoolTests
{
    [Fact]
    public void Shared_OfEqualSpecs_IsOneObject()
    {
        ContainerSpec first = SpecPool.Shared(Spec("one"));

        SpecPool.Shared(Spec("one")).ShouldBeSameAs(first);
        SpecPool.Read(SpecPool.Json(Spec("one"))).ShouldBeSameAs(first);
        SpecPool.Shared(Spec("two")).ShouldNotBeSameAs(first);
    }

    [Fact]
    public void Read_OfMoreSpecsThanItKeeps_GivesEachItsOwn()
    {
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 2_000; i++)
                SpecPool.Read(SpecPool.Json(Spec($"h{i}"))).Hostname.ShouldBe($"h{i}");
        }
    }

    [Fact]
    public void Read_OfASpecFromBeforeAPropertyWasAdded_KeepsItsDefault()
    {
        ContainerSpec old = SpecPool.Read(Encoding.UTF8.GetBytes("""{"image":"busybox","command":["true"]}"""));

        old.StopSignal.ShouldBe(15);
        SpecPool.Shared(old).StopSignal.ShouldBe(15);
    }

    private static ContainerSpec Spec(string hostname) => Given.Spec with { Hostname = hostname };
}
