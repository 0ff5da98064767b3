using CsCheck;
using Orchestrator.Isolation.Identity;

namespace Orchestrator.Isolation.Tests.Identity;

public sealed class IdRangeAllocatorTests
{
    [Fact]
    public void S03_Take_ManyOwners_NeverOverlap()
    {
        var allocator = new IdRangeAllocator("/a");
        var bases = Enumerable.Range(0, 5000).Select(_ => allocator.Take(Guid.NewGuid()).ShouldNotBeNull()).ToList();
        bases.Distinct().Count().ShouldBe(5000);
        bases.ShouldAllBe(first => first >= 1 << 20 && first % 65_536 == 0 && (ulong)first + 65_536 <= 1UL << 31);
    }

    [Fact]
    public void Take_WhenAllAreTaken_IsNullAndFreeHelps()
    {
        var allocator = new IdRangeAllocator("/a");
        var owners = new List<Guid>();
        for (var owner = Guid.NewGuid(); allocator.Take(owner) is not null; owner = Guid.NewGuid())
            owners.Add(owner);
        owners.Count.ShouldBe(32_752);
        allocator.Take(Guid.NewGuid()).ShouldBeNull();
        allocator.Free(owners[7]);
        allocator.Take(Guid.NewGuid()).ShouldNotBeNull();
    }

    [Fact]
    public void Take_SameOwner_GetsItsRangeAgain()
    {
        var allocator = new IdRangeAllocator("/a");
        var owner = Guid.NewGuid();
        allocator.Take(owner).ShouldBe(allocator.Take(owner));
    }

    [Fact]
    public void Reserve_OfAnotherOwnersRange_IsRefused()
    {
        var before = new IdRangeAllocator("/a");
        var owner = Guid.NewGuid();
        var first = before.Take(owner).ShouldNotBeNull();
        var after = new IdRangeAllocator("/a");
        after.Reserve(owner, first).ShouldBeTrue();
        after.Reserve(owner, first).ShouldBeTrue();
        after.Reserve(Guid.NewGuid(), first).ShouldBeFalse();
        after.Take(Guid.NewGuid()).ShouldNotBe(first);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(65_536u)]
    [InlineData(1_048_577u)]
    [InlineData(2_147_483_648u)]
    [InlineData(uint.MaxValue)]
    public void Reserve_WhatIsNoRange_IsRefused(uint first) =>
        new IdRangeAllocator("/a").Reserve(Guid.NewGuid(), first).ShouldBeFalse();
}
