using Orchestrator.Isolation.Lsm.Selinux;

namespace Orchestrator.Isolation.Tests.Lsm;

public sealed class CategoryAllocatorTests
{
    private const int Pairs = 1024 * 1023 / 2;

    [Fact]
    public void Take_AllPairs_AreDifferentAndReservable()
    {
        var allocator = new CategoryAllocator("/a");
        var levels = new HashSet<string>();
        for (var i = 0; i < Pairs; i++)
            levels.Add(allocator.Take(Guid.NewGuid()).ShouldNotBeNull());
        levels.Count.ShouldBe(Pairs);
        allocator.Take(Guid.NewGuid()).ShouldBeNull();
        var other = new CategoryAllocator("/b");
        foreach (var level in levels)
            other.Reserve(Guid.NewGuid(), level).ShouldBeTrue(level);
        other.Take(Guid.NewGuid()).ShouldBeNull();
    }

    [Fact]
    public void Reserve_LevelOfAnother_IsRefusedUntilItIsFree()
    {
        var allocator = new CategoryAllocator("/a");
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var level = allocator.Take(first)!;
        allocator.Take(first).ShouldBe(level);
        allocator.Reserve(second, level).ShouldBeFalse();
        allocator.Reserve(first, level).ShouldBeTrue();
        allocator.Free(first);
        allocator.Reserve(second, level).ShouldBeTrue();
    }

    [Theory]
    [InlineData("s0")]
    [InlineData("s0:c1")]
    [InlineData("s0:c2,c1")]
    [InlineData("s0:c1,c1024")]
    [InlineData("s1:c1,c2")]
    [InlineData("s0:c1,c2,c3")]
    public void Reserve_WhatIsNoPair_IsRefused(string level) => new CategoryAllocator("/a").Reserve(Guid.NewGuid(), level).ShouldBeFalse();
}
