using System.Text;
using Orchestrator.Cli.Consoles;
using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Tests.Consoles;

public sealed class DetachKeysTests
{
    [Theory]
    [InlineData("ctrl-p,ctrl-q", "ls\r\u0010\u0011", "ls\r", true)]
    [InlineData("ctrl-p,ctrl-q", "\u0010x", "\u0010x", false)]
    [InlineData("ctrl-p,ctrl-q", "\u0010\u0010\u0011", "\u0010", true)]
    [InlineData("ctrl-p,ctrl-q", "\u0010", "", false)]
    [InlineData("ctrl-x,x", "ax\u0018xlost", "ax", true)]
    [InlineData("none", "\u0010\u0011", "\u0010\u0011", false)]
    [InlineData("^a,q", "\u0001q", "", true)]
    public void Take_Typed_GivesWhatIsNotTheSequence(string keys, string typed, string through, bool leaves)
    {
        var passed = new List<byte>();

        DetachKeys.Parse(keys).Take(Encoding.Latin1.GetBytes(typed), passed).ShouldBe(leaves);

        Encoding.Latin1.GetString([.. passed]).ShouldBe(through);
    }

    [Fact]
    public void Take_SequenceInTwoReads_Leaves()
    {
        var keys = DetachKeys.Parse("ctrl-p,ctrl-q");
        var passed = new List<byte>();

        keys.Take([0x10], passed).ShouldBeFalse();
        keys.Take([0x11], passed).ShouldBeTrue();

        passed.ShouldBeEmpty();
    }

    [Fact]
    public void Take_EscapeTwice_TypesItOnce()
    {
        var keys = DetachKeys.Parse("^a,q", twiceIsOnce: true);
        var passed = new List<byte>();

        keys.Take([1, 1, (byte)'q'], passed).ShouldBeFalse();

        passed.ShouldBe([1, (byte)'q']);
    }

    [Theory]
    [InlineData("ctrl-")]
    [InlineData("ctrl-p,,q")]
    [InlineData("ab")]
    public void Parse_WhatIsNoKey_IsAUsageError(string keys) => Should.Throw<UsageException>(() => DetachKeys.Parse(keys));
}
