using Orchestrator.Dns.Serving;
using Orchestrator.Dns.Wire;

namespace Orchestrator.Dns.Tests;

public sealed class ResponderTests
{
    private readonly Responder _responder = new(new Names(), null);

    [Theory]
    [InlineData("web", DnsType.A, "10.9.0.2")]
    [InlineData("WEB", DnsType.A, "10.9.0.2")]
    [InlineData("web", DnsType.Aaaa, "fd00::2")]
    [InlineData("alias", DnsType.A, "10.9.0.3")]
    [InlineData("2.0.9.10.in-addr.arpa", DnsType.Ptr, "web.net")]
    [InlineData("2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", DnsType.Ptr, "web.net")]
    public async Task Answer_ANameOfTheNetwork_IsItsAddress(string name, ushort type, string expected)
    {
        var answer = await AskAsync(Messages.Query(name, type));

        Messages.Code(answer).ShouldBe(DnsCode.NoError);
        Messages.Addresses(answer).ShouldBe([expected]);
        Messages.Header(answer).Id.ShouldBe((ushort)0x1234);
        (Messages.Header(answer).Flags & DnsHeader.Authoritative).ShouldNotBe(0);
    }

    [Fact]
    public async Task Answer_AKnownNameWithoutThatType_IsNoErrorAndEmpty()
    {
        var answer = await AskAsync(Messages.Query("db", DnsType.Aaaa));

        Messages.Code(answer).ShouldBe(DnsCode.NoError);
        Messages.Header(answer).Answers.ShouldBe((ushort)0);
    }

    [Theory]
    [InlineData("nobody", DnsType.A, DnsCode.NoSuchName)]
    [InlineData("77.0.9.10.in-addr.arpa", DnsType.Ptr, DnsCode.NoSuchName)]
    [InlineData("example.org", DnsType.A, DnsCode.Refused)]
    [InlineData("1.1.1.1.in-addr.arpa", DnsType.Ptr, DnsCode.Refused)]
    [InlineData("web", 252, DnsCode.Refused)]
    public async Task Answer_WhatIsNotThere_SaysSo(string name, ushort type, object code) =>
        Messages.Code(await AskAsync(Messages.Query(name, type))).ShouldBe((DnsCode)code);

    [Fact]
    public async Task Answer_AnotherClass_IsRefused() =>
        Messages.Code(await AskAsync(Messages.Query("version.bind", 16, kind: 3))).ShouldBe(DnsCode.Refused);

    [Fact]
    public async Task Answer_MoreThanFits_IsTruncatedToWholeRecords()
    {
        var plain = await AskAsync(Messages.Query("many", DnsType.A));
        var extended = await AskAsync(Messages.Query("many", DnsType.A, edns: 4096));
        var whole = await _responder.AnswerAsync(Messages.Query("many", DnsType.A), stream: true, default);

        plain.Length.ShouldBeLessThanOrEqualTo(512);
        Messages.Header(plain).IsTruncated.ShouldBeTrue();
        extended.Length.ShouldBeInRange(513, 1232);
        Messages.Header(extended).Additionals.ShouldBe((ushort)1);
        Messages.Addresses(whole!).Count.ShouldBe(100);
        Messages.Header(whole!).IsTruncated.ShouldBeFalse();
    }

    [Fact]
    public async Task Answer_AnAnswer_IsNeverAnswered()
    {
        var message = Messages.Query("web", DnsType.A);
        message[2] |= 0x80;

        (await _responder.AnswerAsync(message, false, default)).ShouldBeNull();
        (await _responder.AnswerAsync(message.AsMemory(0, 11), false, default)).ShouldBeNull();
    }

    [Theory]
    [InlineData(2, 0x20, DnsCode.NotImplemented)] // opcode NOTIFY
    [InlineData(5, 2, DnsCode.FormatError)] // two questions
    [InlineData(7, 1, DnsCode.FormatError)] // an answer within a query
    [InlineData(12, 0xC0, DnsCode.FormatError)] // a pointer instead of a name
    [InlineData(12, 63, DnsCode.FormatError)] // a label beyond the end
    public async Task Answer_AnUnsoundQuery_IsAHeaderWithTheCode(int at, byte value, object code)
    {
        var message = Messages.Query("web", DnsType.A);
        message[at] = value;

        var answer = await AskAsync(message);

        answer.Length.ShouldBe(12);
        Messages.Code(answer).ShouldBe((DnsCode)code);
    }

    private async Task<byte[]> AskAsync(byte[] query) => (await _responder.AnswerAsync(query, stream: false, default)).ShouldNotBeNull();
}
