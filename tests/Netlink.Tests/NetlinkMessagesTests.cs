namespace Orchestrator.Netlink.Tests;

public sealed class NetlinkMessagesTests
{
    private readonly NetlinkMessages _messages = new();

    [Fact]
    public void Sealed_NestedAttributes_AreAsTheKernelReadsThem()
    {
        _messages.Begin(16, 0x604).Body(0x11223344).Nest(18).Put(1, "veth").Nest(2, marked: false).PutBig(7, 0xAABB).End().End();
        Convert.ToHexString(_messages.Sealed(9)).ShouldBe(
            "30000000" + "1000" + "0506" + "09000000" + "00000000" // length, type, flags with REQUEST, number, port
            + "44332211"
            + "1C00" + "1280" // nest, marked
            + "0900" + "0100" + "7665746800000000" // text with NUL, padded
            + "0C00" + "0200" + "0600" + "0700" + "AABB0000");
    }

    [Fact]
    public void Sealed_SeveralMessages_AreNumberedInTurn()
    {
        for (ushort type = 1; type <= 3; type++)
            _messages.Begin(type, 4).Put(1, "abc");
        var seen = new List<(ushort, uint)>();
        foreach (var message in new MessageReader(_messages.Sealed(100)))
            seen.Add((message.Type, message.Sequence));
        seen.ShouldBe([(1, 100u), (2, 101u), (3, 102u)]);
        _messages.Acknowledged.ShouldBe(3);
    }

    [Fact]
    public void Put_MoreThanAnAttributeHolds_IsRefused()
    {
        _messages.Begin(1, 0);
        Should.Throw<ArgumentException>(() => { _messages.Put(1, new byte[65_532]); });
    }

    [Fact]
    public void Sealed_OpenNest_IsRefused()
    {
        _messages.Begin(1, 0).Nest(1);
        Should.Throw<InvalidOperationException>(() => { _messages.Sealed(1); });
    }

    [Fact]
    public void Clear_LeavesNothing()
    {
        _messages.Begin(1, 4).Put(1, "x");
        _messages.Clear();
        _messages.Count.ShouldBe(0);
        _messages.Sealed(1).Length.ShouldBe(0);
    }
}
