using Orchestrator.Isolation.Identity;

namespace Orchestrator.Isolation.Tests.Identity;

public sealed class SubordinateIdsTests
{
    [Theory]
    [InlineData("me:100000:65536", 100000u, 65536u)]
    [InlineData("1001:5:7", 5u, 7u)]
    [InlineData("me:1:10\nother:2:900\nme:100:20", 100u, 20u)]
    public void Find_ByNameOrNumber_GivesTheLargestRangeFirst(string text, uint first, uint count) =>
        SubordinateIds.Find(text.Split('\n'), "me", 1001)[0].ShouldBe(new SubordinateIds(first, count));

    [Fact]
    public void Find_SeveralRanges_GivesAllThatDoNotMeet() =>
        SubordinateIds.Find(["me:100000:65536", "me:910000:10000", "1001:165000:10", "me:919999:5", "me:7:1"], "me", 1001).ShouldBe(
            [new SubordinateIds(100_000, 65_536), new SubordinateIds(910_000, 10_000), new SubordinateIds(7, 1)]);

    [Theory]
    [InlineData("")]
    [InlineData("other:100000:65536")]
    [InlineData("me:100000")]
    [InlineData("me:x:65536")]
    [InlineData("me:100000:0")]
    [InlineData("me:4294967290:65536")]
    [InlineData("me:-1:5")]
    public void Find_NoUsableLine_GivesNone(string text) => SubordinateIds.Find(text.Split('\n'), "me", 1001).ShouldBeEmpty();
}
