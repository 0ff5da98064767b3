using Orchestrator.Kernel.Headers;

namespace Orchestrator.Netlink.Tests;

public sealed class ReaderTests
{
    [Theory]
    [InlineData("0F000000100000000100000000000000")] // shorter than its header
    [InlineData("11000000100000000100000000000000")] // longer than what came
    [InlineData("FFFFFFFF100000000100000000000000")]
    [InlineData("10000000")]
    public void Messages_WrongLength_EndTheReading(string bytes)
    {
        var reader = new MessageReader(Convert.FromHexString(bytes));
        reader.MoveNext().ShouldBeFalse();
        reader.Damaged.ShouldBeTrue();
        reader.MoveNext().ShouldBeFalse();
    }

    [Theory]
    [InlineData("03000100", 0)]
    [InlineData("0500010041", 1)]
    [InlineData("050001004100000009000200", 1)]
    [InlineData("0400010004000200", 2)]
    [InlineData("0000000000000000", 0)]
    public void Attributes_WrongLength_EndTheReading(string bytes, int good)
    {
        var count = 0;
        foreach (var attribute in new AttributeReader(Convert.FromHexString(bytes)))
            count++;
        count.ShouldBe(good);
    }

    [Fact]
    public void Number_ShortValue_IsZero()
    {
        var attribute = new NetlinkAttribute(1, [1, 2]);
        attribute.Number<ulong>().ShouldBe(0UL);
        attribute.BigUInt16.ShouldBe((ushort)0x0102);
        attribute.Address.ShouldBeNull();
    }

    [Fact]
    public void Error_ExtendedAck_HasTheKernelsWords()
    {
        var body = new List<byte>(BitConverter.GetBytes(-22));
        body.AddRange(new byte[16]);
        body.AddRange([9, 0, 1, 0, (byte)'n', (byte)'o', (byte)'p', (byte)'e', 0, 0, 0, 0]);
        body.AddRange([8, 0, 2, 0, 36, 0, 0, 0]);
        var message = new NetlinkMessage(LinuxNetlink.NLMSG_ERROR, LinuxNetlink.NLM_F_ACK_TLVS | LinuxNetlink.NLM_F_CAPPED, 1, body.ToArray());
        var error = NetlinkAnswer.Error(message, 3).ShouldNotBeNull();
        error.ShouldBe(new NetlinkError(22, "nope", 36, 3));
        error.Text.ShouldBe("EINVAL (invalid argument): nope");
    }

    [Fact]
    public void Error_Zero_IsAnAcknowledgement() =>
        NetlinkAnswer.Error(new NetlinkMessage(LinuxNetlink.NLMSG_ERROR, 0, 1, new byte[20]), 0).ShouldBeNull();
}
