using CsCheck;
using Orchestrator.Isolation.Identity;

namespace Orchestrator.Isolation.Tests.Identity;

public sealed class UserReferenceTests
{
    [Theory]
    [InlineData("0:")]
    [InlineData(":0")]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("1000:abc\n")]
    [InlineData("1000:1abc")]
    [InlineData(" 0")]
    [InlineData("0 ")]
    [InlineData("+0")]
    [InlineData("-1")]
    [InlineData("0x0")]
    [InlineData("1e3")]
    [InlineData("4294967296")]
    [InlineData("1:2:3")]
    [InlineData("root:")]
    [InlineData("a/b")]
    [InlineData("../root")]
    [InlineData("٣")]
    public void E11_Parse_WhatIsNotExactlyAUser_IsRefused(string text)
    {
        UserReference.Parse(text, out var problem).ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("4294967295")]
    [InlineData("2147483648")]
    [InlineData("1:4294967295")]
    [InlineData("18446744073709551616")]
    public void E12_Parse_IdsThatWrap_AreRefused(string text) =>
        UserReference.Parse(text, out _).ShouldBeNull();

    [Fact]
    public void E11_Parse_AnyText_NeverFallsToRootUnasked() =>
        Gen.String[Gen.Char["0123456789:+-x ab_\t٣"], 0, 8].Sample(text =>
        {
            var found = UserReference.Parse(text, out var problem);
            if (found is null)
                return problem is not null;
            var user = text.Split(':')[0];
            return found.Uid is { } uid
                ? user.All(char.IsAsciiDigit) && ulong.Parse(user) == uid
                : found.UserName == user;
        }, iter: 50_000);

    [Fact]
    public void Parse_UserAndGroup_KeepsBoth()
    {
        UserReference.Parse("1000:1001", out _).ShouldBe(new UserReference(1000, null, 1001, null));
        UserReference.Parse("www-data:adm", out _).ShouldBe(new UserReference(null, "www-data", null, "adm"));
        UserReference.Parse("2147483647", out _).ShouldBe(new UserReference(int.MaxValue, null, null, null));
    }
}
