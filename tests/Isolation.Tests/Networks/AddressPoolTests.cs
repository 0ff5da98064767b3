using System.Net;
using CsCheck;
using Orchestrator.Isolation.Networks;

namespace Orchestrator.Isolation.Tests.Networks;

public sealed class AddressPoolTests
{
    [Theory]
    [InlineData("10.0.0.0/30", "10.0.0.1", 1)]
    [InlineData("10.0.0.0/29", null, 6)]
    [InlineData("10.0.0.0/24", "10.0.0.254", 253)]
    [InlineData("fd00::/126", "fd00::1", 2)]
    public void Take_UntilNoneIsLeft_GivesEachOnceAndThenNone(string subnet, string? gateway, int count)
    {
        var pool = new AddressPool(IPNetwork.Parse(subnet), gateway is null ? null : IPAddress.Parse(gateway));
        var given = new HashSet<IPAddress>();

        while (pool.Take(Guid.NewGuid()) is { } address)
            given.Add(address).ShouldBeTrue();

        given.Count.ShouldBe(count);
        given.ShouldAllBe(address => pool.IsPossible(address) && address.ToString() != gateway);
        given.ShouldNotContain(IPNetwork.Parse(subnet).BaseAddress);
        given.ShouldNotContain(IPAddress.Parse("10.0.0.255"));
    }

    [Fact]
    public void Take_AfterAFree_ComesBackToItLast()
    {
        var pool = new AddressPool(IPNetwork.Parse("10.0.0.0/29"), IPAddress.Parse("10.0.0.1"));
        var owner = Guid.NewGuid();
        var first = pool.Take(owner)!;

        pool.Free(owner, first);

        Enumerable.Range(0, 5).Select(_ => pool.Take(Guid.NewGuid())!.ToString()).ShouldBe(["10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.2"]);
    }

    [Theory]
    [InlineData("10.0.0.0")] // the network itself
    [InlineData("10.0.0.255")] // everybody
    [InlineData("10.0.0.1")] // the gateway
    [InlineData("10.0.1.5")] // another network
    [InlineData("fd00::5")]
    public void Reserve_WhatNobodyMayHave_IsFalse(string address) =>
        new AddressPool(IPNetwork.Parse("10.0.0.0/24"), IPAddress.Parse("10.0.0.1")).Reserve(Guid.NewGuid(), IPAddress.Parse(address)).ShouldBeFalse();

    /// <summary>Whatever is taken, asked for and given back in any order: an address has one owner, and a free one is found.</summary>
    [Fact]
    public void Pool_UnderAnyOrders_NeverGivesAnAddressTwice() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 15], Gen.Int[0, 15]).List[0, 200].Sample(orders =>
        {
            var pool = new AddressPool(IPNetwork.Parse("10.0.0.0/28"), IPAddress.Parse("10.0.0.1"));
            var model = new Dictionary<IPAddress, Guid>();
            foreach (var (what, who, which) in orders)
            {
                var owner = new Guid(who, 0, 0, new byte[8]);
                var address = new IPAddress([10, 0, 0, (byte)which]);
                if (what == 0)
                {
                    var taken = pool.Take(owner);
                    (taken is null).ShouldBe(model.Count == 13);
                    if (taken is not null)
                        model.TryAdd(taken, owner).ShouldBeTrue();
                }
                else if (what == 1)
                {
                    var free = which is > 1 and < 15 && (!model.TryGetValue(address, out var has) || has == owner);
                    pool.Reserve(owner, address).ShouldBe(free);
                    if (free)
                        model[address] = owner;
                }
                else
                {
                    pool.Free(owner, address);
                    if (model.TryGetValue(address, out var has) && has == owner)
                        model.Remove(address);
                }
                pool.Taken.ShouldBe(model.Count);
            }
            foreach (var (address, owner) in model)
                pool.OwnerOf(address).ShouldBe(owner);
        });
}
